using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>Hears a command: directives are obeyed, progress is understood, and the rest is its log. Calls never overlap.</summary>
internal sealed class CommandFollower(AttemptContext context, CommandSaid said, SecretMask mask, ExecutionOptions options)
{
    private readonly DirectiveLines _out = new(options.MaxOutputBytes);
    private readonly DirectiveLines _errors = new(options.MaxOutputBytes);
    private readonly MaskedStream _maskedOut = new(mask);
    private readonly MaskedStream _maskedErrors = new(mask);
    private readonly CommandDirectives _directives = new(context, said, options);
    private readonly ProgressLines? _progress = ProgressLines.For(context.Kind.Command!.Progress);

    /// <summary>Takes a line, or a piece of a long one.</summary>
    public void Hear(OutputStream stream, ReadOnlySpan<byte> line, LineEnd end)
    {
        var isError = stream == OutputStream.Error;
        line = (isError ? _maskedErrors : _maskedOut).Take(line, end);
        if (end == LineEnd.Cut && line.IsEmpty)
        {
            return;
        }

        if (isError)
        {
            said.Errors.Add(line);
        }

        context.Output.WriteFile(line, end != LineEnd.Cut);
        if ((isError ? _errors : _out).Take(line, end, out var directive))
        {
            Obey(directive);
        }
        else if (!IsProgress(line) && end != LineEnd.CarriageReturn)
        {
            // A line that ends with a carriage return is one that the next replaces on a terminal: the file has it, the log need not.
            context.Output.WriteStore(isError ? LogStream.Error : LogStream.Out, line);
        }
    }

    private void Obey(Directive? directive)
    {
        if (directive is not null)
        {
            _directives.Obey(directive);
        }
    }

    private bool IsProgress(ReadOnlySpan<byte> line)
    {
        if (_progress is null || !_progress.Take(line, out var update))
        {
            return false;
        }

        if (update is { } now)
        {
            context.Report(percent: now.Percent, etaSeconds: now.Remaining?.TotalSeconds);
        }

        return true;
    }
}
