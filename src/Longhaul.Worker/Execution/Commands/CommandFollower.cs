using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Hears a command: its lines go to the log, its standard error is remembered. Calls never overlap.</summary>
internal sealed class CommandFollower(AttemptContext context, CommandSaid said)
{
    /// <summary>Takes a line.</summary>
    public void Hear(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        if (stream == OutputStream.Error)
        {
            said.Errors.Add(line);
        }

        context.Output.Write(stream == OutputStream.Error ? LogStream.Error : LogStream.Out, line);
    }
}
