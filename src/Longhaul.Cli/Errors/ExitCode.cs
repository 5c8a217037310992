namespace Longhaul.Cli.Errors;

/// <summary>How the command ends; published, so that scripts may rely on it.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The job failed, or there is none with that id; the output could not be written; or an error of Longhaul's own.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong, or asks for what is refused.</summary>
    public const int Usage = 2;

    /// <summary>The store cannot be reached.</summary>
    public const int StoreUnreachable = 69;

    /// <summary>Waited as long as told, and it was not over.</summary>
    public const int TimedOut = 75;

    /// <summary>The configuration is wrong.</summary>
    public const int BadConfiguration = 78;

    /// <summary>Ended by SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;
}
