namespace Longhaul.Core.Stores.InMemory;

/// <summary>Secrets, as tokens.</summary>
internal sealed class MemorySecrets(MemoryTables tables)
{
    public ControlReply Set(SecretRef secret, string token, string actor)
    {
        if (SecretChecks.Complaint(secret, token) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        if (tables.Data.Secrets.TryGetValue((secret.Tenant, secret.Name), out var known) && known.Token == token)
        {
            return ControlReplies.HasToken(secret);
        }

        Keep(new SecretRecord(secret, tables.Now, actor), token);
        tables.AddAudit(actor, "SECRET_SET", $"secret {secret}");
        return ControlReplies.Done;
    }

    public IReadOnlyList<SecretRecord> List(int limit, SecretRef? after) =>
        tables.Data.Secrets.Values.Select(known => known.Record).Where(record => after is not { } last || Order(record.Secret, last) > 0).Take(limit).ToList();

    public IReadOnlyList<SecretToken> Find(IReadOnlyCollection<SecretRef> secrets)
    {
        SecretChecks.CheckCount(secrets.Count);
        return tables.Data.Secrets.Values.Where(known => secrets.Contains(known.Record.Secret))
            .Select(known => new SecretToken(known.Record.Secret, known.Token)).ToList();
    }

    public ControlReply Remove(SecretRef secret, string actor)
    {
        if (!tables.Data.Secrets.ContainsKey((secret.Tenant, secret.Name)))
        {
            return ControlReplies.NotFound(secret);
        }

        tables.Data.Secrets = tables.Data.Secrets.Remove((secret.Tenant, secret.Name));
        tables.AddAudit(actor, "SECRET_REMOVED", $"secret {secret}");
        return ControlReplies.Done;
    }

    public int Rotate(IReadOnlyCollection<SecretRotation> rotations, string actor)
    {
        SecretChecks.Check(rotations);
        var changed = new List<SecretRef>();
        foreach (var known in tables.Data.Secrets.Values.ToList())
        {
            if (rotations.FirstOrDefault(rotation => rotation.Secret == known.Record.Secret && rotation.From == known.Token) is { } rotation)
            {
                Keep(known.Record, rotation.To);
                changed.Add(rotation.Secret);
            }
        }

        if (changed.Count > 0)
        {
            tables.AddAudit(actor, "SECRETS_ROTATED", $"{changed.Count} secrets", SecretChecks.Names(changed));
        }

        return changed.Count;
    }

    private void Keep(SecretRecord record, string token) =>
        tables.Data.Secrets = tables.Data.Secrets.SetItem((record.Secret.Tenant, record.Secret.Name), (record, token));

    private static int Order(SecretRef a, SecretRef b) =>
        string.CompareOrdinal(a.Tenant, b.Tenant) is var order and not 0 ? order : string.CompareOrdinal(a.Name, b.Name);
}
