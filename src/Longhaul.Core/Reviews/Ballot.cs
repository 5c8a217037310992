namespace Longhaul.Core.Reviews;

/// <summary>What a person says of a review.</summary>
/// <param name="Approved">Yes or no.</param>
/// <param name="By">Who.</param>
/// <param name="Note">What they have to say.</param>
/// <param name="Revision">What they have looked at; null for whichever asks.</param>
internal readonly record struct Ballot(bool Approved, string By, string? Note, int? Revision);
