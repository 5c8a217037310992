namespace Longhaul.PostgreSql.Engine;

/// <summary>
/// Lets concurrent calls ride together: what comes while a trip to the server is under way goes with the next, without any waiting, so
/// that callers share a commit.
/// </summary>
internal sealed class Ride<TItem, TAnswer>(int seats, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> drive)
{
    private readonly Lock _gate = new();
    private readonly Queue<Party> _waiting = new();
    private bool _driving;

    /// <summary>Goes with the next trip; all items of a call go together.</summary>
    public Task<IReadOnlyList<TAnswer>> GoAsync(IReadOnlyList<TItem> items)
    {
        var party = new Party(items);
        lock (_gate)
        {
            _waiting.Enqueue(party);
            if (_driving)
            {
                return party.Answer;
            }

            _driving = true;
        }

        _ = DriveAsync();
        return party.Answer;
    }

    private async Task DriveAsync()
    {
        while (Board() is { Count: > 0 } parties)
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
            catch (Exception failure)
            {
                parties.ForEach(party => party.Fail(failure));
            }
        }
    }

    private List<Party> Board()
    {
        lock (_gate)
        {
            var (parties, taken) = (new List<Party>(), 0);
            while (_waiting.TryPeek(out var party) && (parties.Count == 0 || taken + party.Items.Count <= seats))
            {
                parties.Add(_waiting.Dequeue());
                taken += party.Items.Count;
            }

            _driving = parties.Count > 0;
            return parties;
        }
    }

    private sealed class Party(IReadOnlyList<TItem> items)
    {
        private readonly TaskCompletionSource<IReadOnlyList<TAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<TItem> Items => items;

        public Task<IReadOnlyList<TAnswer>> Answer => _answer.Task;

        public void Arrive(IReadOnlyList<TAnswer> answers) => _answer.SetResult(answers);

        public void Fail(Exception failure) => _answer.SetException(failure);
    }
}
