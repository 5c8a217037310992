using Longhaul.Store.Conformance.Suites;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance;

public sealed class MemoryIntakeTests : IntakeSuite<MemoryFactory>;

public sealed class MemoryUniqueTests : UniqueSuite<MemoryFactory>;

public sealed class MemoryReplaceTests : ReplaceSuite<MemoryFactory>;

public sealed class MemoryClaimTests : ClaimSuite<MemoryFactory>;

public sealed class MemoryFinishTests : FinishSuite<MemoryFactory>;

public sealed class MemoryDependencyTests : DependencySuite<MemoryFactory>;

public sealed class MemoryExpandTests : ExpandSuite<MemoryFactory>;

public sealed class MemoryReviewTests : ReviewSuite<MemoryFactory>;

public sealed class MemoryEditTests : EditSuite<MemoryFactory>;

public sealed class MemoryTakeBackTests : TakeBackSuite<MemoryFactory>;

public sealed class MemorySlotTests : SlotSuite<MemoryFactory>;

public sealed class MemoryChangedLimitTests : ChangedLimitSuite<MemoryFactory>;

public sealed class MemoryRescueTests : RescueSuite<MemoryFactory>;

public sealed class MemoryControlTests : ControlSuite<MemoryFactory>;

public sealed class MemoryScheduleTests : ScheduleSuite<MemoryFactory>;

public sealed class MemoryFiringTests : FiringSuite<MemoryFactory>;

public sealed class MemoryFiringKeyTests : FiringKeySuite<MemoryFactory>;

public sealed class MemoryLimitTests : LimitSuite<MemoryFactory>;

public sealed class MemoryLimitRaceTests : LimitRaceSuite<MemoryFactory>;

public sealed class MemoryRateTests : RateSuite<MemoryFactory>;

public sealed class MemoryPauseTests : PauseSuite<MemoryFactory>;

public sealed class MemoryWaitTests : WaitSuite<MemoryFactory>;

public sealed class MemoryTenantTests : TenantSuite<MemoryFactory>;

public sealed class MemorySecretTests : SecretSuite<MemoryFactory>;

public sealed class MemoryFairnessTests : FairnessSuite<MemoryFactory>;

public sealed class MemoryAgingTests : AgingSuite<MemoryFactory>;

public sealed class MemoryRoundTests : RoundSuite<MemoryFactory>;

public sealed class MemoryKeyAgingTests : KeyAgingSuite<MemoryFactory>;

public sealed class MemoryPausedPlaceTests : PausedPlaceSuite<MemoryFactory>;

public sealed class MemoryBulkTests : BulkSuite<MemoryFactory>;

public sealed class MemoryQueryTests : QuerySuite<MemoryFactory>;

public sealed class MemoryConcurrencyTests : ConcurrencySuite<MemoryFactory>;

public sealed class MemoryModelTests : ModelSuite<MemoryFactory>;

public sealed class MemorySimulationTests : SimulationSuite<MemoryFactory>;

public sealed class MemoryAtLimitTests : AtLimitSuite<MemoryFactory>;

public sealed class MemoryKeyRateTests : KeyRateSuite<MemoryFactory>;

public sealed class MemoryKeyTurnsTests : KeyTurnsSuite<MemoryFactory>;

public sealed class MemoryCostTests : CostSuite<MemoryFactory>;

public sealed class MemoryBudgetTests : BudgetSuite<MemoryFactory>;

public sealed class MemoryAlertTests : AlertSuite<MemoryFactory>;

public sealed class MemoryAuditChainTests : AuditChainSuite<MemoryFactory>;

public sealed class MemoryMixtureTests : MixtureSuite<MemoryFactory>;
