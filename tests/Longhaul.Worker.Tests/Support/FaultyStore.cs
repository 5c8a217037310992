using System.Collections.Concurrent;
using System.Reflection;
using Longhaul.Core.Jobs;
using Longhaul.Core.Stores;

namespace Longhaul.Worker.Tests.Support;

/// <summary>What goes wrong with a call.</summary>
public enum Fault
{
    None,

    /// <summary>It does not reach the store.</summary>
    Unreachable,

    /// <summary>It takes effect, but its answer is lost.</summary>
    AnswerLost,

    /// <summary>There is never an answer, and no effect.</summary>
    Hangs,

    /// <summary>The store has a bug.</summary>
    Breaks,

    /// <summary>The store has no room for new jobs.</summary>
    Full,

    /// <summary>A newer program has changed the store.</summary>
    TooNew,

    /// <summary>The store's user may not do this call.</summary>
    Forbidden,

    /// <summary>A transaction that is open holds what the call needs.</summary>
    Held,

    /// <summary>A job is not found, since it moves from one table to another at that moment.</summary>
    Missed,
}

/// <summary>A store whose calls fail as told.</summary>
public class FaultyStore : DispatchProxy
{
    private object _inner = null!;
    private Faults _faults = null!;

    public static (IJobStore Store, Faults Faults) Over(IJobStore inner)
    {
        var faults = new Faults();
        return ((IJobStore)(object)Wrap(typeof(IJobStore), inner, faults), faults);
    }

    private static FaultyStore Wrap(Type role, object inner, Faults faults)
    {
        var proxy = (FaultyStore)Create(role, typeof(FaultyStore));
        (proxy._inner, proxy._faults) = (inner, faults);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = () => targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        var type = targetMethod!.ReturnType;
        if (type == typeof(StoreCapabilities) && _faults.Capabilities is { } said)
        {
            return said;
        }

        if (type.IsInterface && type.Namespace == typeof(IJobStore).Namespace && targetMethod.GetParameters().Length == 0)
        {
            return Wrap(type, result()!, _faults);
        }

        return type.IsAssignableTo(typeof(Task)) && targetMethod.Name != nameof(IStoreSignals.WaitForChangeAsync)
            ? Call(targetMethod, args, result)
            : result();
    }

    private object? Call(MethodInfo method, object?[]? args, Func<object?> call)
    {
        var fault = _faults.Next(method.Name, args);
        switch (fault)
        {
            case Fault.Unreachable:
                throw new StoreUnavailableException("The test has cut the line.");
            case Fault.Full:
                throw new StoreUnavailableException("The test has filled the store.") { NoRoom = true };
            case Fault.TooNew:
                throw new StoreUnusableException("The test has migrated the store.") { NeedsNewerProgram = true };
            case Fault.Forbidden:
                throw new StoreUnusableException("The test has forbidden it.") { Forbidden = true };
            case Fault.Held:
                throw new StoreUnavailableException("The test holds a key.") { OnlyThisCall = true };
            case Fault.Missed:
                return Task.FromResult<JobRecord?>(null);
            case Fault.Breaks:
                throw new InvalidOperationException("The test has broken the store.");
            case Fault.Hangs:
                var source = typeof(TaskCompletionSource<>).MakeGenericType(method.ReturnType.GenericTypeArguments);
                return source.GetProperty("Task")!.GetValue(Activator.CreateInstance(source));
            case Fault.AnswerLost:
                ((Task)call()!).GetAwaiter().GetResult();
                throw new StoreUnavailableException("The test has lost the answer.");
            default:
                return method.Name == nameof(IStoreHealth.ExamineAsync) && _faults.Facts is { } facts ? Task.FromResult(facts)
                    : method.DeclaringType == typeof(IStoreUpkeep) && method.Name == nameof(IStoreUpkeep.PruneAsync) && _faults.Pruned is { } pruned ? Task.FromResult(pruned())
                    : call();
        }
    }
}

/// <summary>The switches of a <see cref="FaultyStore"/>.</summary>
public sealed class Faults
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Fault>> _next = new();
    private readonly ConcurrentDictionary<string, Fault> _lasting = new();
    private readonly ConcurrentQueue<(string Method, object?[]? Args)> _calls = new();

    /// <summary>What happens to every call for which nothing else is said.</summary>
    public Fault Always { get; set; }

    /// <summary>All calls in their order.</summary>
    public IReadOnlyList<string> Calls => [.. _calls.Select(call => call.Method)];

    /// <summary>What the store says of itself; null for what it really says.</summary>
    public IReadOnlyList<StoreFact>? Facts { get; set; }

    /// <summary>What the store says it can do; null for what it says itself.</summary>
    public StoreCapabilities? Capabilities { get; set; }

    /// <summary>How many jobs each pruning says that it has removed; null for what the store says.</summary>
    public Func<int>? Pruned { get; set; }

    /// <summary>Called before every call.</summary>
    public Action<string>? Seen { get; set; }

    /// <summary>What happens to every call of a method, until it is changed.</summary>
    public void From(string method, Fault fault) => _lasting[method] = fault;

    public void Once(string method, Fault fault) => _next.GetOrAdd(method, _ => new()).Enqueue(fault);

    public IEnumerable<T> Arguments<T>(string method) =>
        ArgumentsAt<T>(method, 0);

    /// <summary>An argument of each call of a method, by its place.</summary>
    public IEnumerable<T> ArgumentsAt<T>(string method, int place) =>
        _calls.Where(call => call.Method == method).Select(call => (T)call.Args![place]!);

    internal Fault Next(string method, object?[]? args)
    {
        _calls.Enqueue((method, args));
        Seen?.Invoke(method);
        return _next.TryGetValue(method, out var queue) && queue.TryDequeue(out var fault) ? fault : _lasting.GetValueOrDefault(method, Always);
    }
}
