using Longhaul.Core.Stores;

namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Lets concurrent calls ride together: what comes while a trip to the server is under way goes with the next, without any waiting, so
/// that callers share a commit. Where a trip is refused for what somebody brought along, each goes alone.
/// </summary>
/// <param name="seats">How many items a trip takes.</param>
/// <param name="most">How much they may weigh together; a call that weighs more goes alone.</param>
/// <param name="weigh">What an item weighs.</param>
/// <param name="drive">A trip to the server; what fails has changed nothing.</param>
internal sealed class Ride<TItem, TAnswer>(
    int seats, long most, Func<TItem, long> weigh, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> drive)
{
    private readonly Lock _gate = new();
    private readonly Queue<Party> _waiting = new();
    private bool _driving;

    /// <summary>Goes with the next trip; all items of a call go together.</summary>
    public Task<IReadOnlyList<TAnswer>> GoAsync(IReadOnlyList<TItem> items)
    {
        lock (_gate)
        {
            if (_driving)
            {
                var party = new Party(items, items.Sum(weigh));
                _waiting.Enqueue(party);
                return party.Answer;
            }

            _driving = true;
        }

        return GoAloneAsync(items);
    }

    // Whoever finds nobody under way has the answer as it arrives; handed over to another thread it came a tenth of a millisecond later.
    private async Task<IReadOnlyList<TAnswer>> GoAloneAsync(IReadOnlyList<TItem> items)
    {
        try
        {
            return await drive([.. items]).ConfigureAwait(false);
        }
        finally
        {
            _ = DriveAsync();
        }
    }

    private async Task DriveAsync()
    {
        while (Board() is { Count: > 0 } parties)
        {
            await GoTogetherAsync(parties).ConfigureAwait(false);
        }
    }

    private async Task GoTogetherAsync(List<Party> parties)
    {
        try
        {
            var answers = await drive([.. parties.SelectMany(party => party.Items)]).ConfigureAwait(false);
            var next = 0;
            foreach (var party in parties)
            {
                party.Arrive([.. answers.Skip(next).Take(party.Items.Count)]);
                next += party.Items.Count;
            }
        }
        catch (Exception failure) when (parties.Count > 1 && failure is not (StoreUnavailableException or StoreUnusableException))
        {
            foreach (var party in parties)
            {
                await GoTogetherAsync([party]).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            parties.ForEach(party => party.Fail(failure));
        }
    }

    private List<Party> Board()
    {
        lock (_gate)
        {
            var (parties, taken, weight) = (new List<Party>(), 0, 0L);
            while (_waiting.TryPeek(out var party)
                && (parties.Count == 0 || (taken + party.Items.Count <= seats && weight + party.Weight <= most)))
            {
                parties.Add(_waiting.Dequeue());
                (taken, weight) = (taken + party.Items.Count, weight + party.Weight);
            }

            _driving = parties.Count > 0;
            return parties;
        }
    }

    private sealed class Party(IReadOnlyList<TItem> items, long weight)
    {
        private readonly TaskCompletionSource<IReadOnlyList<TAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<TItem> Items => items;

        public long Weight => weight;

        public Task<IReadOnlyList<TAnswer>> Answer => _answer.Task;

        public void Arrive(IReadOnlyList<TAnswer> answers) => _answer.SetResult(answers);

        public void Fail(Exception failure) => _answer.SetException(failure);
    }
}
