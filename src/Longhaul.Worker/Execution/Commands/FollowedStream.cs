using Longhaul.Core.Jobs;
using Longhaul.Processes;
using Longhaul.Worker.Execution.Secrets;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>One stream of a command on its way to the file, to the log, and to whoever understands its lines.</summary>
internal sealed class FollowedStream(LogStream stream, AttemptContext context, SecretMask mask, ProgressLines? progress)
{
    private readonly MaskedStream _masked = new(mask);
    private readonly WholeCharacters _characters = new();
    private readonly ReturnedLine _returned = new();
    private bool _insideLine;

    /// <summary>Finds what is spoken to Longhaul; null where nothing on this stream is.</summary>
    public DirectiveLines? Directives { get; init; }

    /// <summary>Does what is asked for.</summary>
    public Action<Directive> Obey { get; init; } = _ => { };

    /// <summary>Keeps the end of it.</summary>
    public StderrTail? Tail { get; init; }

    /// <summary>Takes a line, or a piece of a long one.</summary>
    public void Hear(ReadOnlySpan<byte> bytes, LineEnd end)
    {
        var line = _masked.Take(bytes, end);
        if (end == LineEnd.Cut && line.IsEmpty)
        {
            return;
        }

        // A line feed that came later than its carriage return, or an empty line: on a terminal the line above it stays.
        if (end == LineEnd.Newline && line.IsEmpty && !_insideLine && _returned.Waits)
        {
            Settle();
            return;
        }

        Tail?.Add(line, end != LineEnd.Cut);
        context.Output.WriteFile(line, end != LineEnd.Cut);
        Understand(line, end);
        _insideLine = end == LineEnd.Cut;
    }

    /// <summary>Passes on a last line that only a carriage return ended: no other has replaced it.</summary>
    public void Finish() => Settle();

    private void Understand(ReadOnlySpan<byte> line, LineEnd end)
    {
        Directive? directive = null;
        if (Directives?.Take(line, end, out directive) == true)
        {
            Forget(end);
            if (directive is not null)
            {
                Warn(directive);
                Obey(directive);
            }
        }
        else if (IsProgress(line, end))
        {
            Forget(end);
        }
        else
        {
            Store(line, end);
        }
    }

    // What they hold is given to others, who could take the stars for a value.
    private void Warn(Directive directive)
    {
        if (_masked.HasMasked && directive is CheckpointDirective or OutputDirective)
        {
            var (what, reader) = directive is OutputDirective output ? ($"its output `{output.Key}`", "whoever comes after it") : ("its checkpoint", "the next attempt");
            context.WarnOfStars(what, "a secret", reader);
        }
    }

    private void Store(ReadOnlySpan<byte> line, LineEnd end)
    {
        // A line that ends with a carriage return is one that the next replaces on a terminal: the file has it, the log need not. The end of
        // a long one is kept, since its beginning is in the log already.
        if (end == LineEnd.CarriageReturn && !_insideLine)
        {
            _returned.Keep(line);
            return;
        }

        _returned.Forget();
        var whole = end != LineEnd.Cut;
        context.Output.WriteStore(stream, _characters.Take(line, whole), whole);
    }

    private void Settle()
    {
        if (_returned.HasText)
        {
            context.Output.WriteStore(stream, _returned.Text);
        }

        _returned.Forget();
    }

    private void Forget(LineEnd end)
    {
        _returned.Forget();
        if (end == LineEnd.CarriageReturn)
        {
            _returned.KeepNothing();
        }
    }

    private bool IsProgress(ReadOnlySpan<byte> line, LineEnd end)
    {
        if (_insideLine || end == LineEnd.Cut || progress is null || !progress.Take(line, out var update))
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
