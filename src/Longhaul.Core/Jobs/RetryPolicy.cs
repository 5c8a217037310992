namespace Longhaul.Core.Jobs;

/// <summary>How the wait between attempts grows.</summary>
public enum BackoffShape
{
    /// <summary>base × factor^(failures − 1), capped, then spread by jitter.</summary>
    Exponential = 0,

    /// <summary>base × failures, capped, then spread by jitter.</summary>
    Linear = 1,

    /// <summary>Always base, spread by jitter.</summary>
    Constant = 2,
}

/// <summary>Whether and when a failed attempt is followed by another. Belongs to the kind; looks only at failures.</summary>
public sealed record RetryPolicy
{
    /// <summary>For handlers: five attempts.</summary>
    public static RetryPolicy ForHandlers { get; } = new() { Attempts = 5 };

    /// <summary>For commands: one attempt, but transient failures are retried up to <see cref="TransientAttempts"/>.</summary>
    public static RetryPolicy ForCommands { get; } = new() { Attempts = 1 };

    /// <summary>How many attempts may fail in all before the job fails; 1 to 1,000.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How many attempts a transient failure (exit code 75, a match in the transient list) has at least.</summary>
    public int TransientAttempts { get; init; } = 5;

    /// <summary>How the wait grows.</summary>
    public BackoffShape Shape { get; init; }

    /// <summary>The first wait.</summary>
    public TimeSpan Base { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>For <see cref="BackoffShape.Exponential"/>: the growth of each wait over the one before; 1 to 10.</summary>
    public double Factor { get; init; } = 2;

    /// <summary>The longest wait, before jitter.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Words in the standard error that make a failure transient; null for <see cref="TransientErrors.Default"/>.</summary>
    public IReadOnlyList<string>? Transient { get; init; }

    /// <summary>True where a job that has failed this often, the present time included, may be tried again.</summary>
    public bool Allows(int failures, bool transient) =>
        failures < (transient ? Math.Max(Attempts, TransientAttempts) : Attempts);

    /// <summary>The wait after the given number of failures (1 or more).</summary>
    /// <param name="failures">How many attempts have failed, the present one included.</param>
    /// <param name="random">0 to 1; 0.5 gives the wait without jitter, the ends ± 10 %.</param>
    public TimeSpan DelayAfter(int failures, double random)
    {
        var step = Math.Max(1, failures);
        var ms = Shape switch
        {
            BackoffShape.Exponential => Base.TotalMilliseconds * Math.Pow(Factor, step - 1),
            BackoffShape.Linear => Base.TotalMilliseconds * step,
            _ => Base.TotalMilliseconds,
        };
        var capped = Math.Min(ms, Max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Round(capped * (0.9 + (0.2 * Math.Clamp(random, 0, 1)))));
    }
}
