using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Hears a command: directives are obeyed, progress is understood, and the rest is its log. Calls never overlap.</summary>
internal sealed class CommandFollower
{
    private readonly FollowedStream _out;
    private readonly FollowedStream _errors;

    public CommandFollower(AttemptContext context, CommandSaid said, SecretMask mask, ExecutionOptions options)
    {
        var progress = ProgressLines.For(context.Kind.Command!.Progress);
        var directives = new CommandDirectives(context, said, options);
        _out = new FollowedStream(LogStream.Out, context, mask, progress) { Directives = new DirectiveLines(options.MaxOutputBytes), Obey = directives.Obey };
        _errors = new FollowedStream(LogStream.Error, context, mask, progress) { Tail = said.Errors };
    }

    /// <summary>Takes a line, or a piece of a long one.</summary>
    public void Hear(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end) =>
        (stream == OutputStream.Error ? _errors : _out).Hear(line, end);

    /// <summary>To be called once nothing more will come.</summary>
    public void Finish()
    {
        _out.Finish();
        _errors.Finish();
    }
}
