namespace Longhaul.Processes;

/// <summary>What was done to stop a child.</summary>
/// <param name="TermSent">SIGTERM was sent (once, to the groups of its session).</param>
/// <param name="Killed">Somebody of the tree had to be ended by SIGKILL.</param>
/// <param name="SurvivorsKilled">How many.</param>
/// <param name="Proven">Three scans in a row found nobody of the tree alive. False only where the kernel cannot end a process
/// (uninterruptible sleep); the sweep goes on.</param>
/// <param name="Took">From the first request to the proof.</param>
/// <param name="ProofTook">Of that, killing and scanning.</param>
public sealed record StopReport(bool TermSent, bool Killed, int SurvivorsKilled, bool Proven, TimeSpan Took, TimeSpan ProofTook);
