using Longhaul.Core.Jobs;
using Longhaul.Processes;

namespace Longhaul.Worker.Execution.Commands;

/// <summary>What the end of a command's process means.</summary>
internal static class CommandEnd
{
    /// <summary>How a command without objection ends: null for completed, else why not.</summary>
    /// <param name="exit">How its process ended.</param>
    /// <param name="kind">The kind by which it ran.</param>
    /// <param name="said">What it said of itself; that counts more than its exit code.</param>
    public static CommandVerdict Judge(ExitRecord exit, JobKind kind, CommandSaid said)
    {
        if (said.Failure is { } failure)
        {
            return CommandVerdict.Fails(failure);
        }

        return exit.ExitCode is { } code ? JudgeCode(code, kind, said) : CommandVerdict.Fails(Failure("signal", SignalText(exit), kind, said));
    }

    /// <summary>What it used. A figure that may be the worker's own is none.</summary>
    public static AttemptResources Resources(ExitRecord exit) => new()
    {
        ExitCode = exit.ExitCode,
        Signal = exit.Signal,
        PeakMemoryBytes = exit.PeakRssIsUpperBound ? null : exit.PeakRssBytes,
        CpuMs = (long)exit.CpuTime.TotalMilliseconds,
        WallMs = (long)exit.WallTime.TotalMilliseconds,
    };

    private static CommandVerdict JudgeCode(int code, JobKind kind, CommandSaid said)
    {
        var failure = Failure("exit_code", $"exit code {code}", kind, said);
        return MeaningOf(code, kind) switch
        {
            ExitMeaning.Complete => CommandVerdict.Completes,
            ExitMeaning.Skip => CommandVerdict.Skips,
            ExitMeaning.Retry => CommandVerdict.Fails(failure with { Nature = FailureNature.Transient }),
            ExitMeaning.Fail => CommandVerdict.Fails(failure with { Nature = FailureNature.Permanent }),
            _ => CommandVerdict.Fails(failure),
        };
    }

    private static ExitMeaning? MeaningOf(int code, JobKind kind)
    {
        if (kind.Command?.ExitCodes.TryGetValue(code, out var meaning) == true)
        {
            return meaning;
        }

        return code switch
        {
            0 => ExitMeaning.Complete,
            TransientErrors.TemporaryFailureExitCode => ExitMeaning.Retry,
            TransientErrors.PermanentFailureExitCode => ExitMeaning.Fail,
            _ => null,
        };
    }

    private static JobFailure Failure(string code, string what, JobKind kind, CommandSaid said)
    {
        var transient = TransientErrors.FindIn(said.Errors.ToString(), kind.Retry.Transient);
        var message = what + (transient is null ? "" : $", transient by '{transient}'") + LastWords.Of(said.Errors.ToString());
        return new JobFailure(new JobError(code, message), transient is null ? FailureNature.Ordinary : FailureNature.Transient);
    }

    private static string SignalText(ExitRecord exit) =>
        exit.Signal is { } signal ? $"killed by signal {SignalNames.Show(signal)}" : "how it ended is not known: its status was collected by somebody else";
}

/// <summary>How a command ended.</summary>
/// <param name="Failure">Why not well, where it did not.</param>
/// <param name="Skipped">It had nothing to do.</param>
internal readonly record struct CommandVerdict(JobFailure? Failure, bool Skipped)
{
    public static CommandVerdict Completes => default;

    public static CommandVerdict Skips => new(null, true);

    public static CommandVerdict Fails(JobFailure failure) => new(failure, false);
}
