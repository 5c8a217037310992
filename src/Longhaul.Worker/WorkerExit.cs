namespace Longhaul.Worker;

/// <summary>Why a worker ended.</summary>
public enum WorkerExit
{
    /// <summary>It was told to stop, by a signal or by somebody.</summary>
    Stopped = 0,

    /// <summary>It had run for long enough, or had grown too big, and wants to be started anew.</summary>
    Recycled = 1,

    /// <summary>It was told a second time, and stopped at once.</summary>
    StoppedNow = 2,

    /// <summary>A newer program has changed the store, and this one may not use it any more.</summary>
    Outdated = 3,
}
