using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.Sqlite.Engine;
using Longhaul.Sqlite.Native;

namespace Longhaul.Sqlite.Rows;

/// <summary>Secrets, as tokens.</summary>
internal sealed class SecretTable(Transaction transaction) : ISecretRows
{
    public bool Put(SecretRecord secret, string token) => Of("Secrets/upsert", secret.Secret)
        .Set("@token", token).Set("@set_at", secret.SetAt.ToUnixTimeMilliseconds()).Set("@set_by", secret.SetBy).Run() > 0;

    public bool Remove(SecretRef secret) => Of("Secrets/delete", secret).Run() > 0;

    public IReadOnlyList<SecretRef> Rotate(IReadOnlyList<SecretRotation> rotations) => [.. rotations
        .Where(rotation => Of("Secrets/rotate", rotation.Secret).Set("@from", rotation.From).Set("@to", rotation.To).Run() > 0)
        .Select(rotation => rotation.Secret)];

    /// <summary>A row of the list of secrets.</summary>
    public static SecretRecord Read(Row row) => new(new SecretRef(row.Text(0), row.Text(1)), row.Time(2), row.Text(3));

    private Statement Of(string statement, SecretRef secret) =>
        transaction.Sql(statement).Set("@tenant", secret.Tenant).Set("@name", secret.Name);
}
