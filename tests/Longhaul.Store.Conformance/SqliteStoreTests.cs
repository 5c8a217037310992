using Longhaul.Store.Conformance.Suites;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance;

public sealed class SqliteIntakeTests : IntakeSuite<SqliteFactory>;

public sealed class SqliteUniqueTests : UniqueSuite<SqliteFactory>;

public sealed class SqliteReplaceTests : ReplaceSuite<SqliteFactory>;

public sealed class SqliteClaimTests : ClaimSuite<SqliteFactory>;

public sealed class SqliteFinishTests : FinishSuite<SqliteFactory>;

public sealed class SqliteDependencyTests : DependencySuite<SqliteFactory>;

public sealed class SqliteExpandTests : ExpandSuite<SqliteFactory>;

public sealed class SqliteReviewTests : ReviewSuite<SqliteFactory>;

public sealed class SqliteEditTests : EditSuite<SqliteFactory>;

public sealed class SqliteTakeBackTests : TakeBackSuite<SqliteFactory>;

public sealed class SqliteSlotTests : SlotSuite<SqliteFactory>;

public sealed class SqliteChangedLimitTests : ChangedLimitSuite<SqliteFactory>;

public sealed class SqliteRescueTests : RescueSuite<SqliteFactory>;

public sealed class SqliteControlTests : ControlSuite<SqliteFactory>;

public sealed class SqliteScheduleTests : ScheduleSuite<SqliteFactory>;

public sealed class SqliteFiringTests : FiringSuite<SqliteFactory>;

public sealed class SqliteFiringKeyTests : FiringKeySuite<SqliteFactory>;

public sealed class SqliteLimitTests : LimitSuite<SqliteFactory>;

public sealed class SqliteLimitRaceTests : LimitRaceSuite<SqliteFactory>;

public sealed class SqliteRateTests : RateSuite<SqliteFactory>;

public sealed class SqlitePauseTests : PauseSuite<SqliteFactory>;

public sealed class SqliteWaitTests : WaitSuite<SqliteFactory>;

public sealed class SqliteTenantTests : TenantSuite<SqliteFactory>;

public sealed class SqliteSecretTests : SecretSuite<SqliteFactory>;

public sealed class SqliteFairnessTests : FairnessSuite<SqliteFactory>;

public sealed class SqliteAgingTests : AgingSuite<SqliteFactory>;

public sealed class SqliteRoundTests : RoundSuite<SqliteFactory>;

public sealed class SqliteKeyAgingTests : KeyAgingSuite<SqliteFactory>;

public sealed class SqlitePausedPlaceTests : PausedPlaceSuite<SqliteFactory>;

public sealed class SqliteBulkTests : BulkSuite<SqliteFactory>;

public sealed class SqliteQueryTests : QuerySuite<SqliteFactory>;

public sealed class SqliteConcurrencyTests : ConcurrencySuite<SqliteFactory>;

public sealed class SqliteModelTests : ModelSuite<SqliteFactory>;

public sealed class SqliteSimulationTests : SimulationSuite<SqliteFactory>;

public sealed class SqliteAtLimitTests : AtLimitSuite<SqliteFactory>;

public sealed class SqliteKeyRateTests : KeyRateSuite<SqliteFactory>;

public sealed class SqliteKeyTurnsTests : KeyTurnsSuite<SqliteFactory>;

public sealed class SqliteCostTests : CostSuite<SqliteFactory>;

public sealed class SqliteBudgetTests : BudgetSuite<SqliteFactory>;

public sealed class SqliteAlertTests : AlertSuite<SqliteFactory>;

public sealed class SqliteAuditChainTests : AuditChainSuite<SqliteFactory>;

public sealed class SqliteMixtureTests : MixtureSuite<SqliteFactory>;
