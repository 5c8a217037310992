using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance;

/// <summary>Fails when a store skips a suite.</summary>
public sealed class SuiteCompletenessTests
{
    private static readonly Type[] All = typeof(SuiteCompletenessTests).Assembly.GetTypes();

    public static TheoryData<Type> Factories =>
        new(All.Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IStoreFactory).IsAssignableFrom(type)));

    [Theory]
    [MemberData(nameof(Factories))]
    public void Every_store_runs_every_suite(Type factory)
    {
        var suites = All.Where(type => type.IsAbstract && type.Name.EndsWith("Suite`1", StringComparison.Ordinal) && type.Namespace!.EndsWith(".Suites", StringComparison.Ordinal)).ToList();
        suites.Count.ShouldBeGreaterThan(8);
        foreach (var suite in suites)
        {
            All.ShouldContain(type => !type.IsAbstract && type.BaseType == suite.MakeGenericType(factory), $"{factory.Name} skips {suite.Name}");
        }
    }
}
