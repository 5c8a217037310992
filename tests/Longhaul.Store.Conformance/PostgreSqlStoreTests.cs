using Longhaul.Store.Conformance.Suites;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance;

public sealed class PostgreSqlIntakeTests : IntakeSuite<PostgreSqlFactory>;

public sealed class PostgreSqlUniqueTests : UniqueSuite<PostgreSqlFactory>;

public sealed class PostgreSqlReplaceTests : ReplaceSuite<PostgreSqlFactory>;

public sealed class PostgreSqlClaimTests : ClaimSuite<PostgreSqlFactory>;

public sealed class PostgreSqlFinishTests : FinishSuite<PostgreSqlFactory>;

public sealed class PostgreSqlDependencyTests : DependencySuite<PostgreSqlFactory>;

public sealed class PostgreSqlExpandTests : ExpandSuite<PostgreSqlFactory>;

public sealed class PostgreSqlReviewTests : ReviewSuite<PostgreSqlFactory>;

public sealed class PostgreSqlEditTests : EditSuite<PostgreSqlFactory>;

public sealed class PostgreSqlTakeBackTests : TakeBackSuite<PostgreSqlFactory>;

public sealed class PostgreSqlSlotTests : SlotSuite<PostgreSqlFactory>;

public sealed class PostgreSqlChangedLimitTests : ChangedLimitSuite<PostgreSqlFactory>;

public sealed class PostgreSqlRescueTests : RescueSuite<PostgreSqlFactory>;

public sealed class PostgreSqlControlTests : ControlSuite<PostgreSqlFactory>;

public sealed class PostgreSqlScheduleTests : ScheduleSuite<PostgreSqlFactory>;

public sealed class PostgreSqlFiringTests : FiringSuite<PostgreSqlFactory>;

public sealed class PostgreSqlFiringKeyTests : FiringKeySuite<PostgreSqlFactory>;

public sealed class PostgreSqlLimitTests : LimitSuite<PostgreSqlFactory>;

public sealed class PostgreSqlLimitRaceTests : LimitRaceSuite<PostgreSqlFactory>;

public sealed class PostgreSqlRateTests : RateSuite<PostgreSqlFactory>;

public sealed class PostgreSqlPauseTests : PauseSuite<PostgreSqlFactory>;

public sealed class PostgreSqlWaitTests : WaitSuite<PostgreSqlFactory>;

public sealed class PostgreSqlTenantTests : TenantSuite<PostgreSqlFactory>;

public sealed class PostgreSqlSecretTests : SecretSuite<PostgreSqlFactory>;

public sealed class PostgreSqlFairnessTests : FairnessSuite<PostgreSqlFactory>;

public sealed class PostgreSqlAgingTests : AgingSuite<PostgreSqlFactory>;

public sealed class PostgreSqlRoundTests : RoundSuite<PostgreSqlFactory>;

public sealed class PostgreSqlKeyAgingTests : KeyAgingSuite<PostgreSqlFactory>;

public sealed class PostgreSqlPausedPlaceTests : PausedPlaceSuite<PostgreSqlFactory>;

public sealed class PostgreSqlBulkTests : BulkSuite<PostgreSqlFactory>;

public sealed class PostgreSqlQueryTests : QuerySuite<PostgreSqlFactory>;

public sealed class PostgreSqlConcurrencyTests : ConcurrencySuite<PostgreSqlFactory>;

public sealed class PostgreSqlModelTests : ModelSuite<PostgreSqlFactory>;

public sealed class PostgreSqlSimulationTests : SimulationSuite<PostgreSqlFactory>;

public sealed class PostgreSqlAtLimitTests : AtLimitSuite<PostgreSqlFactory>;

public sealed class PostgreSqlKeyRateTests : KeyRateSuite<PostgreSqlFactory>;

public sealed class PostgreSqlKeyTurnsTests : KeyTurnsSuite<PostgreSqlFactory>;

public sealed class PostgreSqlCostTests : CostSuite<PostgreSqlFactory>;

public sealed class PostgreSqlBudgetTests : BudgetSuite<PostgreSqlFactory>;

public sealed class PostgreSqlAlertTests : AlertSuite<PostgreSqlFactory>;

public sealed class PostgreSqlAuditChainTests : AuditChainSuite<PostgreSqlFactory>;

public sealed class PostgreSqlMixtureTests : MixtureSuite<PostgreSqlFactory>;
