using Longhaul.Core.Stores;

namespace Longhaul.Shared;

/// <summary>What somebody with access to the database may do to the audit log, and what must be said of it. The table has entries 1 to 8.</summary>
internal static class AuditTampering
{
    public const int Entries = 8;

    /// <summary>Statements over <c>{audit}</c>, where <c>{later}</c> is a later time, each with what must be said afterwards.</summary>
    public static IReadOnlyDictionary<string, (string[] Sql, string Problem)> Cases { get; } = new Dictionary<string, (string[], string)>
    {
        ["an actor is changed"] = (["update {audit} set actor = 'eve' where id = 3"], "entry 3 was changed"),
        ["a detail is taken away"] = (["update {audit} set detail = null where id = 1"], "entry 1 was changed"),
        ["a time is changed"] = (["update {audit} set at = {later} where id = 5"], "entry 5 was changed"),
        ["a hash is changed"] = (["update {audit} set hash = (select hash from {audit} where id = 2) where id = 6"], "entry 6 was changed"),
        ["an entry is deleted"] = (["delete from {audit} where id = 4"], "entry 4 is missing: entry 5 does not follow entry 3"),
        ["several entries are deleted"] = (["delete from {audit} where id in (4, 5)"], "entries 4 to 5 are missing"),
        ["the first entry is deleted"] = (["delete from {audit} where id = 1"], "entry 1 is missing"),
        ["a deleted entry's number is closed up"] = (
            ["delete from {audit} where id = 7", "update {audit} set id = 7 where id = 8"], "entry 7 was changed, or takes the place of another"),
        ["an entry is inserted"] = (
            ["insert into {audit} (id, at, actor, action, subject, hash) select 9, at, 'eve', action, subject, hash from {audit} where id = 8"], "entry 9 was changed"),
        ["an entry without a hash is inserted"] = (
            ["insert into {audit} (id, at, actor, action, subject) select 9, at, 'eve', action, subject from {audit} where id = 8"], "entry 9 was inserted: it has no hash"),
        ["an entry is inserted between two"] = (
            ["insert into {audit} (id, at, actor, action, subject, hash) select 0, at, 'eve', action, subject, hash from {audit} where id = 8"],
            "entry 0 was inserted: entry 1 follows entry 0 without it"),
        ["two entries are exchanged"] = (
            ["update {audit} set id = 100 where id = 2", "update {audit} set id = 2 where id = 3", "update {audit} set id = 3 where id = 100"],
            "entry 2 was changed, or takes the place of another"),
        ["retention is feigned"] = (
            ["update {removed} set id = 2, hash = (select hash from {audit} where id = 2)", "delete from {audit} where id <= 2"],
            "entries to 2 are missing, and no entry says that retention removed them"),
    };

    /// <summary>Fills the log.</summary>
    public static async Task FillAsync(IJobStore store)
    {
        for (var i = 1; i <= Entries; i++)
        {
            await store.Audit.AppendAsync(new AuditEntry("actor " + i, "ACTION_" + i, "subject " + i, "detail " + i));
        }
    }
}
