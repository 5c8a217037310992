using Longhaul.Core.Stores.Rules;
using Longhaul.PostgreSql.Engine;

namespace Longhaul.PostgreSql.Rows;

/// <summary>Settings of queues.</summary>
internal sealed class QueueTable(Transaction transaction) : IQueueRows
{
    public bool Pause(string queue) => transaction.Sql("Queues/pause").Set("@name", queue).Run() > 0;

    public bool Resume(string queue) => transaction.Sql("Queues/resume").Set("@name", queue).Run() > 0;
}
