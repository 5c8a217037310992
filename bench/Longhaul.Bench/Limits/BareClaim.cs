using Npgsql;

namespace Longhaul.Bench.Limits;

/// <summary>Claims and ends by the least SQL that does them on the store's own tables, from one connection.</summary>
internal sealed class BareClaim(LimitPlace place, NpgsqlConnection connection, int atOnce, string? history = null)
{
    private readonly Guid _instance = Guid.NewGuid();
    private long _claim;
    private long _floor;

    private string ClaimSql => $"""
        update {place.Jobs} set
            state = 3, attempt = attempt + 1, instance = $1, claim = $2, worker = 'bare', claimed_at = now(), started_at = now()
        where id in (
            select id from {place.Jobs}
            where queue = 'default' and priority = 5 and queued and not front_lane and crashes = 0 and state = 1
                and (tag, position) > (0, $3)
            order by tag, position limit $4 for no key update skip locked)
        returning id, position, input
        """;

    private string FinishSql => history is null
        ? $"delete from {place.Jobs} where id = any($1)"
        : $"with gone as (delete from {place.Jobs} where id = any($1) returning *) {history}";

    /// <summary>Claims, and begins to look the next time where this ended: who comes later finds no row of those that are gone.</summary>
    public async Task<long[]> ClaimAsync(CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(ClaimSql, connection);
        foreach (var value in (object[])[_instance, ++_claim, _floor, atOnce])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        var ids = new List<long>(atOnce);
        var highest = _floor;
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel))
        {
            ids.Add(rows.GetInt64(0));
            highest = Math.Max(highest, rows.GetInt64(1));
            _ = rows.GetString(2);
        }

        _floor = highest;
        return [.. ids];
    }

    /// <summary>Removes them, into history where that is wanted.</summary>
    public async Task FinishAsync(long[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(FinishSql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = ids });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
