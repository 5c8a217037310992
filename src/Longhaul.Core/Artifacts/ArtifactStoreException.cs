namespace Longhaul.Core.Artifacts;

/// <summary>What ails a store of artifacts that is elsewhere.</summary>
public enum ArtifactTrouble
{
    /// <summary>It cannot be reached, or has too much to do: waiting helps.</summary>
    Away = 0,

    /// <summary>It refuses: somebody must change a setting, a key or a right.</summary>
    Refused = 1,

    /// <summary>A file that it should have is gone or is another one: waiting does not help.</summary>
    Damaged = 2,
}

/// <summary>A store of artifacts that is elsewhere could not do what it was asked.</summary>
/// <param name="trouble">What ails it.</param>
/// <param name="message">What happened, and what to do; without secrets.</param>
/// <param name="cause">What it was noticed by.</param>
public sealed class ArtifactStoreException(ArtifactTrouble trouble, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What ails it.</summary>
    public ArtifactTrouble Trouble { get; } = trouble;
}
