namespace Longhaul.Store.Conformance.Model;

/// <summary>A generated operation: which, and three numbers that pick its arguments from what is there.</summary>
public sealed record Step(int Op, int A, int B, int C);
