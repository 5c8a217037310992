namespace Longhaul.Core.Stores.Rules;

/// <summary>Which secrets there are.</summary>
internal sealed class SecretRules(IStoreRows rows)
{
    public ControlReply Set(SecretRef secret, string token, string actor)
    {
        if (SecretChecks.Complaint(secret, token) is { } complaint)
        {
            return ControlReplies.Refused(complaint);
        }

        if (!rows.Secrets.Put(new SecretRecord(secret, rows.Now, actor), token))
        {
            return ControlReplies.HasToken(secret);
        }

        rows.Audit.Add(actor, "SECRET_SET", $"secret {secret}");
        return ControlReplies.Done;
    }

    public ControlReply Remove(SecretRef secret, string actor)
    {
        if (!rows.Secrets.Remove(secret))
        {
            return ControlReplies.NotFound(secret);
        }

        rows.Audit.Add(actor, "SECRET_REMOVED", $"secret {secret}");
        return ControlReplies.Done;
    }

    public int Rotate(IReadOnlyCollection<SecretRotation> rotations, string actor)
    {
        SecretChecks.Check(rotations);

        // In one order, whoever rotates: the rows are locked in it.
        var inOrder = rotations.OrderBy(rotation => rotation.Secret.Tenant, StringComparer.Ordinal)
            .ThenBy(rotation => rotation.Secret.Name, StringComparer.Ordinal).ToList();
        var changed = rows.Secrets.Rotate(inOrder);
        if (changed.Count > 0)
        {
            rows.Audit.Add(actor, "SECRETS_ROTATED", $"{changed.Count} secrets", SecretChecks.Names(changed));
        }

        return changed.Count;
    }
}
