namespace Longhaul.Core.Stores.Rules;

/// <summary>
/// The tables as one call sees them, inside its transaction. The rules of this folder are written against it, so that every store with
/// rows follows the same ones; the in-memory model has rules of its own, against which they are tested.
/// </summary>
internal interface IStoreRows
{
    StoreOptions Options { get; }

    /// <summary>The store's clock when the call began, in whole milliseconds.</summary>
    DateTimeOffset Now { get; }

    IJobRows Jobs { get; }

    ITreeRows Trees { get; }

    ISlotRows Slots { get; }

    IKeyRows Keys { get; }

    IAttemptRows Attempts { get; }

    IAuditRows Audit { get; }

    IPauseRows Pauses { get; }

    IScheduleRows Schedules { get; }

    ILimitRows Limits { get; }

    ILineRows Line { get; }

    ITenantRows Tenants { get; }

    ICostRows Costs { get; }

    ISecretRows Secrets { get; }

    IAlertRows Alerts { get; }

    JobLife Life { get; }

    /// <summary>The next id or position.</summary>
    long NextNumber();
}
