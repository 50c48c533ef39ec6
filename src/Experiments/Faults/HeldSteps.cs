using System.Buffers;

namespace Headroom.Experiments.Faults;

/// <summary>A step that waits, with the bytes that it is about.</summary>
/// <param name="Step">What is due when.</param>
/// <param name="Buffer">Where the bytes are; null for none.</param>
/// <param name="IsLast">Whether no later step needs the buffer, so that it goes back to the pool.</param>
/// <param name="SinceNs">When it began to wait, on the proxy's clock.</param>
internal readonly record struct Held(Step Step, byte[]? Buffer, bool IsLast, long SinceNs)
{
    /// <summary>The last piece of a buffer gives it back.</summary>
    public void Free()
    {
        if (IsLast)
        {
            ArrayPool<byte>.Shared.Return(Buffer!);
        }
    }
}

/// <summary>What one direction of a connection holds, in the order in which it is due. Its owner locks.</summary>
/// <remarks>Buffers of what is dropped go to the collector, not to the pool: the writer may be sending another part of the same
/// one.</remarks>
internal sealed class HeldSteps
{
    private readonly Queue<Held> _steps = [];
    private TaskCompletionSource? _room;

    /// <summary>How many there are.</summary>
    public int Count => _steps.Count;

    /// <summary>How many bytes they are about.</summary>
    public int Bytes { get; private set; }

    /// <summary>When the first is due; <see cref="Step.Never"/> without any.</summary>
    public long DueNs => _steps.TryPeek(out var first) ? first.Step.DueNs : Step.Never;

    /// <summary>Adds one.</summary>
    public void Add(Step step, byte[]? buffer, bool isLast, long nowNs)
    {
        _steps.Enqueue(new Held(step, buffer, isLast, nowNs));
        Bytes += step.Length;
    }

    /// <summary>Adds the steps of one piece; true when they keep its buffer.</summary>
    public bool AddAll(IReadOnlyList<Step> steps, byte[]? buffer, long nowNs)
    {
        var last = steps.Count - 1;
        while (last >= 0 && steps[last].Kind != StepKind.Data)
        {
            last--;
        }

        for (var i = 0; i < steps.Count; i++)
        {
            Add(steps[i], steps[i].Kind == StepKind.Data ? buffer : null, i == last, nowNs);
        }

        return last >= 0;
    }

    /// <summary>Takes the first, and lets the reader go on when less than so many bytes are left.</summary>
    public Held Take(int most)
    {
        var held = Take();
        if (Bytes < most)
        {
            MakeRoom();
        }

        return held;
    }

    /// <summary>Drops all, and lets the reader go on.</summary>
    public void Clear()
    {
        _steps.Clear();
        Bytes = 0;
        MakeRoom();
    }

    /// <summary>Completes when less than so many bytes are held: the reader waits for it, so that a slow wire slows its source.</summary>
    public Task RoomAsync(int most)
    {
        if (Bytes < most)
        {
            return Task.CompletedTask;
        }

        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _room.Task;
    }

    /// <summary>Lets a reader that waits for room go on.</summary>
    public void MakeRoom() => _room?.TrySetResult();

    /// <summary>
    /// After a change of the toxics: what was held is due now, or dropped, or held on; what a toxic that is gone would have done is not
    /// done.
    /// </summary>
    public void LetGo(ToxicChain chain, long nowNs)
    {
        var resets = chain.Stages.Any(static stage => stage.Toxic is Toxic.ResetPeer);
        for (var left = _steps.Count; left > 0; left--)
        {
            var held = Take();
            var isData = held.Step.Kind == StepKind.Data;
            if ((isData && chain.Drops) || (held.Step.Kind == StepKind.Reset && !resets))
            {
                continue;
            }

            var isFree = isData || held.Step.Kind == StepKind.End;
            Add(isFree ? held.Step with { DueNs = chain.Holds ? Step.Never : nowNs } : held.Step, held.Buffer, held.IsLast, held.SinceNs);
        }
    }

    private Held Take()
    {
        var held = _steps.Dequeue();
        Bytes -= held.Step.Length;
        return held;
    }
}
