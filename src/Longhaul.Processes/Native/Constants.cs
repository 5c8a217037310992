namespace Longhaul.Processes.Native;

/// <summary>Linux numbers that are the same on x64 and arm64.</summary>
internal static class Constants
{
    internal const int ReadOnly = 0;
    internal const int WriteOnly = 1;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;
    internal const int SetStatusFlags = 4;
    internal const int DuplicateCloseOnExec = 1030;
    internal const int MayExecute = 1;

    internal const int SpawnSetSignalDefault = 0x04;
    internal const int SpawnSetSignalMask = 0x08;
    internal const int SpawnSetSession = 0x80;

    internal const int WaitNoHang = 1;
    internal const int SetNoNewPrivileges = 38;
    internal const int SetChildSubreaper = 36;

    internal const nint PidfdSendSignal = 424;
    internal const nint PidfdOpen = 434;
    internal const nint CloseRange = 436;
    internal const nint CloseRangeCloseOnExec = 4;

    internal const int LimitCpu = 0;
    internal const int LimitFileSize = 1;
    internal const int LimitCore = 4;
    internal const int LimitProcesses = 6;
    internal const int LimitOpenFiles = 7;
    internal const int LimitRealtimeTimeout = 15;
    internal const ulong Unlimited = ulong.MaxValue;
}

internal static class Signals
{
    internal const int HangUp = 1;
    internal const int Interrupt = 2;
    internal const int Kill = 9;
    internal const int Terminate = 15;
    internal const int ChildEnded = 17;
}

internal static class Errno
{
    internal const int NoEntry = 2;
    internal const int NoProcess = 3;
    internal const int Interrupted = 4;
    internal const int TooBig = 7;
    internal const int NotExecutableFormat = 8;
    internal const int NoChild = 10;
    internal const int TryAgain = 11;
    internal const int NoMemory = 12;
    internal const int AccessDenied = 13;
    internal const int NotADirectory = 20;
    internal const int TooManyFiles = 24;
    internal const int TooManyFilesInSystem = 23;
}
