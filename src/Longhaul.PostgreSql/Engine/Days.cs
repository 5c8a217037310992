namespace Longhaul.PostgreSql.Engine;

/// <summary>The partitions of history, a day each.</summary>
internal static class Days
{
    /// <summary>So many days have their partitions before they begin.</summary>
    public const int Ahead = 7;

    /// <summary>Makes the partitions from yesterday on: a call that began before midnight may still write into it.</summary>
    public static void Make(Transaction transaction) =>
        transaction.Sql("Days/make").Set("@first", transaction.Today.AddDays(-1)).Set("@days", Ahead + 1).Set("@today", transaction.Today).All(_ => 0);

    /// <summary>Notes which jobs the days hold to which nothing is added any more, so that a lookup passes by most of them.</summary>
    public static void Seal(Transaction transaction) =>
        transaction.Sql("Days/seal").Set("@before", transaction.Today.AddDays(-1)).Run();
}
