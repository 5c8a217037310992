namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Tests that hold a promise in seconds; they run with nothing beside them.</summary>
[CollectionDefinition(nameof(MeasuresTime), DisableParallelization = true)]
public sealed class MeasuresTime;
