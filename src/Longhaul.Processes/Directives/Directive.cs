using System.Text.Json;

namespace Longhaul.Processes;

/// <summary>What a child says to Longhaul in a line that begins with <c>::</c>.</summary>
public abstract record Directive;

/// <summary><c>::progress 42% eta=30s text</c></summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="Remaining">Time it still needs.</param>
/// <param name="Text">What it is doing.</param>
public sealed record ProgressDirective(double Percent, TimeSpan? Remaining, string? Text) : Directive;

/// <summary><c>::stage rendering</c></summary>
/// <param name="Name">What the job is at now.</param>
public sealed record StageDirective(string Name) : Directive;

/// <summary><c>::output key=value</c></summary>
/// <param name="Key">Letters, digits, <c>_</c>, <c>-</c> and <c>.</c></param>
/// <param name="Value">The value, if it is JSON; else its text as a JSON string.</param>
public sealed record OutputDirective(string Key, JsonElement Value) : Directive;

/// <summary><c>::cost component=tts amount=0.012 currency=USD</c></summary>
/// <param name="Component">What was paid for.</param>
/// <param name="Amount">How much; not negative.</param>
/// <param name="Currency">Three capital letters; USD where none is given.</param>
public sealed record CostDirective(string Component, decimal Amount, string Currency) : Directive;

/// <summary><c>::audit DEPLOYED text</c>: something that must be found in the audit log.</summary>
/// <param name="Action">The first word, as written.</param>
/// <param name="Text">The rest; may be empty.</param>
public sealed record AuditDirective(string Action, string Text) : Directive;

/// <summary><c>::artifact path</c></summary>
/// <param name="Path">As written; whether it stays in its folder is for the reader to check.</param>
public sealed record ArtifactDirective(string Path) : Directive;

/// <summary><c>::warning text</c></summary>
/// <param name="Text">For people.</param>
public sealed record WarningDirective(string Text) : Directive;

/// <summary><c>::retry 30s reason</c>: this attempt failed, another may not.</summary>
/// <param name="Delay">How long to wait; null leaves it to the kind's policy.</param>
/// <param name="Reason">For people; may be empty.</param>
public sealed record RetryDirective(TimeSpan? Delay, string Reason) : Directive;

/// <summary><c>::fail reason</c>: no other attempt will help.</summary>
/// <param name="Reason">For people; may be empty.</param>
public sealed record FailDirective(string Reason) : Directive;

/// <summary><c>::checkpoint {json}</c></summary>
/// <param name="State">What the next attempt starts from.</param>
public sealed record CheckpointDirective(JsonElement State) : Directive;

/// <summary>A directive that could not be understood. It changes nothing.</summary>
/// <param name="Word">Which one.</param>
/// <param name="Problem">What is wrong with it and how it should look.</param>
public sealed record MalformedDirective(string Word, string Problem) : Directive;
