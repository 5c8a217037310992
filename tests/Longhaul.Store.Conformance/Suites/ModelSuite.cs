using FsCheck;
using FsCheck.Fluent;
using Longhaul.Store.Conformance.Model;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

/// <summary>
/// Generated sequences of operations, done to the model and to the store at once. The seed is printed; set LONGHAUL_TEST_SEED to the two
/// numbers it shows ("1234,5679") to see the same again, or to the three of the failing step ("1234,5679,58") to begin with that.
/// </summary>
public abstract class ModelSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    [Fact]
    public void Generated_operations_agree_with_the_model()
    {
        using var factory = new TFactory();
        Check(factory.Sequences, length: 100);
    }

    [Fact]
    [Trait("tier", "soak")]
    public void Many_generated_operations_agree_with_the_model()
    {
        using var factory = new TFactory();
        Check(factory.SoakSequences, length: 200);
    }

    private static void Check(int sequences, int length)
    {
        var step = from op in Gen.Choose(0, 99)
                   from a in Gen.Choose(0, 999)
                   from b in Gen.Choose(0, 999)
                   from c in Gen.Choose(0, 999)
                   select new Step(op, a, b, c);
        var sequence = Gen.ListOf(step, length).Select(steps => steps.ToList());
        var replay = Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{sequences * length:N0} operations");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed: LONGHAUL_TEST_SEED={replay.Rnd.Seed},{replay.Rnd.Gamma}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(sequences).WithReplay(FSharpOption(replay)).WithQuietOnSuccess(true);
        FsCheck.Check.One(config, Prop.ForAll(Arb.From(sequence, Shrink), steps => Run(steps)));
    }

    private static Microsoft.FSharp.Core.FSharpOption<Replay> FSharpOption(Replay replay) => new(replay);

    private static Replay Seed()
    {
        var parts = Environment.GetEnvironmentVariable("LONGHAUL_TEST_SEED")?.Split(',');
        var rnd = parts is [var seed, var gamma, ..] ? new Rnd(ulong.Parse(seed), ulong.Parse(gamma)) : new Rnd((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64() | 1);
        return new Replay(rnd, parts is [_, _, var size] ? new Microsoft.FSharp.Core.FSharpOption<int>(int.Parse(size)) : Microsoft.FSharp.Core.FSharpOption<int>.None);
    }

    /// <summary>Halves, then single operations left out: enough to make a failing sequence readable.</summary>
    private static IEnumerable<List<Step>> Shrink(List<Step> steps)
    {
        for (var size = steps.Count / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= steps.Count; at += size)
            {
                yield return [.. steps[..at], .. steps[(at + size)..]];
            }
        }
    }

    private static bool Run(List<Step> steps)
    {
        using var factory = new TFactory();
        RunAsync(factory, steps).GetAwaiter().GetResult();
        return true;
    }

    private static async Task RunAsync(IStoreFactory factory, List<Step> steps)
    {
        await using var run = new ModelRun(factory);
        await run.RunAsync(steps);
    }
}
