using Longhaul.Core.Stores;
using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Secrets, as tokens.</summary>
internal sealed class SecretTable(Transaction transaction) : ISecretRows
{
    public bool Put(SecretRecord secret, string token) => Of("Secrets/upsert", secret.Secret)
        .Set("@token", token).Set("@set_at", secret.SetAt).Set("@set_by", secret.SetBy).Run() > 0;

    public bool Remove(SecretRef secret) => Of("Secrets/delete", secret).Run() > 0;

    public IReadOnlyList<SecretRef> Rotate(IReadOnlyList<SecretRotation> rotations) => transaction.Sql("Secrets/rotate")
        .Set("@tenants", rotations.Select(rotation => rotation.Secret.Tenant)).Set("@names", rotations.Select(rotation => rotation.Secret.Name))
        .Set("@froms", rotations.Select(rotation => rotation.From)).Set("@tos", rotations.Select(rotation => rotation.To))
        .All(row => new SecretRef(row.Text(0), row.Text(1)));

    /// <summary>A row of the list of secrets.</summary>
    public static SecretRecord Read(Row row) => new(new SecretRef(row.Text(0), row.Text(1)), row.Time(2), row.Text(3));

    private Statement Of(string statement, SecretRef secret) =>
        transaction.Sql(statement).Set("@tenant", secret.Tenant).Set("@name", secret.Name);
}
