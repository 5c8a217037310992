namespace Longhaul.Processes;

/// <summary>Why a child could not be started.</summary>
public enum StartFailure
{
    /// <summary>The command, working folder or an argument is wrong: another try will fail too.</summary>
    Definition,

    /// <summary>The machine is out of processes, descriptors or memory: another try may succeed.</summary>
    Resources,
}

/// <summary>A child could not be started. The message is meant for the person who wrote the command.</summary>
public sealed class ChildStartException : Exception
{
    internal ChildStartException(StartFailure failure, string message) : base(message) => Failure = failure;

    /// <summary>Whether another try can help.</summary>
    public StartFailure Failure { get; }

    internal static ChildStartException Wrong(string message) => new(StartFailure.Definition, message);
}
