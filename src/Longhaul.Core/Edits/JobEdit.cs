using Longhaul.Core.Jobs;

namespace Longhaul.Core.Edits;

/// <summary>Which of a job's values a person changes.</summary>
public enum EditPart
{
    /// <summary>What it is told.</summary>
    Input = 0,

    /// <summary>What it put out.</summary>
    Output = 1,
}

/// <summary>A change that a person makes to a value of a job.</summary>
public sealed record JobEdit
{
    /// <summary>The job.</summary>
    public required long JobId { get; init; }

    /// <summary>Which value.</summary>
    public required EditPart Part { get; init; }

    /// <summary>What the person saw: where it has changed meanwhile, nothing is done. As <see cref="JobEdits.ValueOf"/> tells it.</summary>
    public required string Before { get; init; }

    /// <summary>What it shall be: a JSON object as text, at most 10 MiB; encrypted where the value is.</summary>
    public required string After { get; init; }

    /// <summary>Why, for those who look later; at most <see cref="MaxNote"/> characters.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// Where the new value gives other keys: what the job needs a slot under from then on, and for a run its steps. It waits for them as a new one would. What is
    /// not named keeps its keys, and so does what does not wait then.
    /// </summary>
    public IReadOnlyList<JobSlots> Slots { get; init; } = [];

    /// <summary>The most characters of a note.</summary>
    public const int MaxNote = 2_000;
}

/// <summary>The keys under which a job needs a slot.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Slots">All of its keys; a member of a run can only wait at their limits.</param>
public sealed record JobSlots(long JobId, IReadOnlyList<SlotKey> Slots);

/// <summary>A change as its job keeps it.</summary>
/// <param name="Part">Which value.</param>
/// <param name="Before">The value as it was: a JSON object as text, encrypted where the value is.</param>
/// <param name="After">The value as it was made.</param>
/// <param name="By">Who changed it.</param>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Attempt">The last attempt that the old value belongs to; 0 for none.</param>
/// <param name="Note">Why.</param>
public sealed record EditRecord(EditPart Part, string Before, string After, string By, DateTimeOffset At, int Attempt, string? Note);
