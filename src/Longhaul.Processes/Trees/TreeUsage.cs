namespace Longhaul.Processes;

/// <summary>What a tree uses, as last seen.</summary>
/// <param name="RssBytes">Resident memory of all its processes, in bytes; pages they share count more than once.</param>
/// <param name="CpuTime">CPU time of the living and of those they waited for.</param>
/// <param name="Processes">How many are alive.</param>
/// <param name="SilentFor">Since its last output, or its start.</param>
public readonly record struct TreeUsage(long RssBytes, TimeSpan CpuTime, int Processes, TimeSpan SilentFor);
