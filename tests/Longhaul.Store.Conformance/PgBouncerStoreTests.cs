using Longhaul.Store.Conformance.Suites;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance;

public sealed class PgBouncerIntakeTests : IntakeSuite<PgBouncerFactory>;

public sealed class PgBouncerUniqueTests : UniqueSuite<PgBouncerFactory>;

public sealed class PgBouncerReplaceTests : ReplaceSuite<PgBouncerFactory>;

public sealed class PgBouncerClaimTests : ClaimSuite<PgBouncerFactory>;

public sealed class PgBouncerFinishTests : FinishSuite<PgBouncerFactory>;

public sealed class PgBouncerDependencyTests : DependencySuite<PgBouncerFactory>;

public sealed class PgBouncerExpandTests : ExpandSuite<PgBouncerFactory>;

public sealed class PgBouncerReviewTests : ReviewSuite<PgBouncerFactory>;

public sealed class PgBouncerEditTests : EditSuite<PgBouncerFactory>;

public sealed class PgBouncerTakeBackTests : TakeBackSuite<PgBouncerFactory>;

public sealed class PgBouncerSlotTests : SlotSuite<PgBouncerFactory>;

public sealed class PgBouncerChangedLimitTests : ChangedLimitSuite<PgBouncerFactory>;

public sealed class PgBouncerRescueTests : RescueSuite<PgBouncerFactory>;

public sealed class PgBouncerControlTests : ControlSuite<PgBouncerFactory>;

public sealed class PgBouncerScheduleTests : ScheduleSuite<PgBouncerFactory>;

public sealed class PgBouncerFiringTests : FiringSuite<PgBouncerFactory>;

public sealed class PgBouncerFiringKeyTests : FiringKeySuite<PgBouncerFactory>;

public sealed class PgBouncerLimitTests : LimitSuite<PgBouncerFactory>;

public sealed class PgBouncerLimitRaceTests : LimitRaceSuite<PgBouncerFactory>;

public sealed class PgBouncerRateTests : RateSuite<PgBouncerFactory>;

public sealed class PgBouncerPauseTests : PauseSuite<PgBouncerFactory>;

public sealed class PgBouncerWaitTests : WaitSuite<PgBouncerFactory>;

public sealed class PgBouncerTenantTests : TenantSuite<PgBouncerFactory>;

public sealed class PgBouncerSecretTests : SecretSuite<PgBouncerFactory>;

public sealed class PgBouncerFairnessTests : FairnessSuite<PgBouncerFactory>;

public sealed class PgBouncerAgingTests : AgingSuite<PgBouncerFactory>;

public sealed class PgBouncerRoundTests : RoundSuite<PgBouncerFactory>;

public sealed class PgBouncerKeyAgingTests : KeyAgingSuite<PgBouncerFactory>;

public sealed class PgBouncerPausedPlaceTests : PausedPlaceSuite<PgBouncerFactory>;

public sealed class PgBouncerBulkTests : BulkSuite<PgBouncerFactory>;

public sealed class PgBouncerQueryTests : QuerySuite<PgBouncerFactory>;

public sealed class PgBouncerConcurrencyTests : ConcurrencySuite<PgBouncerFactory>;

public sealed class PgBouncerModelTests : ModelSuite<PgBouncerFactory>;

public sealed class PgBouncerSimulationTests : SimulationSuite<PgBouncerFactory>;

public sealed class PgBouncerAtLimitTests : AtLimitSuite<PgBouncerFactory>;

public sealed class PgBouncerKeyRateTests : KeyRateSuite<PgBouncerFactory>;

public sealed class PgBouncerKeyTurnsTests : KeyTurnsSuite<PgBouncerFactory>;

public sealed class PgBouncerCostTests : CostSuite<PgBouncerFactory>;

public sealed class PgBouncerBudgetTests : BudgetSuite<PgBouncerFactory>;

public sealed class PgBouncerAlertTests : AlertSuite<PgBouncerFactory>;

public sealed class PgBouncerAuditChainTests : AuditChainSuite<PgBouncerFactory>;

public sealed class PgBouncerMixtureTests : MixtureSuite<PgBouncerFactory>;
