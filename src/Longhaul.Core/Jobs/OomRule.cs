namespace Longhaul.Core.Jobs;

/// <summary>What becomes of a job that was ended for want of memory. A kind without a rule lets it count as any failure.</summary>
/// <param name="Retry">False: it fails for good. True: it is tried again as if the failure might pass, with more memory where its kind has a limit.</param>
/// <param name="Factor">How many times as much each next attempt may hold; 1 to 10.</param>
/// <param name="MaxBytes">The most that an attempt may ever hold; null for what the worker has.</param>
public sealed record OomRule(bool Retry, double Factor = 2, long? MaxBytes = null)
{
    /// <summary>What an attempt may hold, in bytes.</summary>
    /// <param name="first">What the kind says, for the first attempt.</param>
    /// <param name="ooms">How many attempts before it ended for want of memory.</param>
    public long AllowedAfter(long first, int ooms)
    {
        var grown = Retry ? first * Math.Pow(Factor, Math.Min(ooms, 100)) : first;
        var most = Math.Max(first, MaxBytes ?? long.MaxValue / 2);
        return grown < most ? (long)grown : most;
    }
}
