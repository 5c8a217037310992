using Longhaul.Core.Jobs;
using Longhaul.Worker.Memory;
using static Longhaul.Worker.Tests.Memory.MemoryRig;

namespace Longhaul.Worker.Tests.Memory;

public sealed class MemoryTurnTests
{
    private static readonly JobKind Small = Kind("small", 100), Big = Kind("big", 850);

    [Fact]
    public async Task A_big_kind_that_has_waited_for_long_gets_its_turn_until_none_of_it_is_ready()
    {
        await using var rig = new MemoryRig(Small, Big);
        await rig.EnqueueAsync("big");
        var turn = await LackingAsync(rig);
        rig.Clock.Advance(TimeSpan.FromSeconds(29));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBe("big");
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBe("big");
        rig.Context.Admission.Look().LetsNothing.ShouldBeTrue();

        await rig.CancelAllAsync();
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
        rig.Context.Admission.Look().Kinds.ShouldBe(["small"]);
    }

    [Fact]
    public async Task A_turn_in_vain_ends_and_the_others_have_as_long()
    {
        await using var rig = new MemoryRig(Small, Big);
        await rig.EnqueueAsync("big");
        var turn = await LackingAsync(rig);
        rig.Clock.Advance(TimeSpan.FromSeconds(30));
        await turn.RunOnceAsync(default);
        rig.Clock.Advance(TimeSpan.FromMinutes(5));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
        await turn.RunOnceAsync(default);
        rig.Clock.Advance(TimeSpan.FromMinutes(4.9));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
        rig.Clock.Advance(TimeSpan.FromMinutes(0.2));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBe("big");
    }

    [Theory]
    [InlineData("small")]
    [InlineData("huge")]
    public async Task Nothing_is_held_for_a_kind_of_which_none_is_ready_or_that_can_never_fit(string ready)
    {
        await using var rig = new MemoryRig(Small, Big, Kind("huge", 2_000));
        await rig.EnqueueAsync(ready);
        var turn = await LackingAsync(rig);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
    }

    private static async Task<MemoryTurn> LackingAsync(MemoryRig rig)
    {
        rig.Run(Small, () => 1);
        rig.Context.Memory.Look(closely: false);
        var turn = new MemoryTurn(rig.Context);
        await turn.RunOnceAsync(default);
        rig.Context.Admission.HeldFor.ShouldBeNull();
        return turn;
    }
}
