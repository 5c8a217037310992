namespace Longhaul.Core.Jobs;

/// <summary>Why an attempt did not end well, in words for a person.</summary>
/// <param name="Code">A stable short word, such as <c>exit_code</c>, <c>timeout</c>, <c>stalled</c>, <c>oom</c>, <c>worker_lost</c>, <c>dependency</c>.</param>
/// <param name="Message">What happened and with which value, at most 4,000 characters.</param>
public sealed record JobError(string Code, string Message)
{
    /// <summary>The code of an attempt that was ended for want of memory, whoever ended it.</summary>
    public const string OutOfMemory = "oom";

    /// <summary>The longest message that is kept, in characters.</summary>
    public const int MaxMessageLength = 4_000;

    /// <summary>This error with its message cut to <see cref="MaxMessageLength"/>.</summary>
    public JobError Bounded() =>
        Message.Length <= MaxMessageLength ? this : this with { Message = Message[..(MaxMessageLength - 1)] + "…" };
}
