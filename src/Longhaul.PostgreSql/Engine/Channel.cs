namespace Longhaul.PostgreSql.Engine;

/// <summary>What is notified, and on which channel.</summary>
internal static class Channel
{
    /// <summary>Jobs were added that wait for their slots.</summary>
    public const string Unsettled = "settle";

    /// <summary>Jobs were added that wait for a time.</summary>
    public const string Scheduled = "due";

    /// <summary>The channel of a schema; also the name of the lock that sleepers hold.</summary>
    public static string Of(string schema) => "longhaul." + schema;
}
