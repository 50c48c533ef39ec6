using System.Runtime.InteropServices;
using Google.Protobuf;
using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads profiles in the form of pprof, as Go, gperftools, async-profiler, pprof-rs and others write them.</summary>
/// <remarks>
/// <b>Source:</b> profile.proto of github.com/google/pprof; frames are left out as its <c>drop_frames</c> and <c>keep_frames</c> say, and
/// as its tool does (profile/prune.go): none before the first one that stays, so that no stack vanishes.
/// </remarks>
internal static class PprofReader
{
    /// <summary>The form's name.</summary>
    public const string Form = "pprof";

    /// <summary>Whether a file begins as one: every field is one of a profile's, and a kind of sample is among them.</summary>
    public static bool Matches(RunHead head) => PprofTables.Begins(head.Bytes.ToArray());

    /// <summary>A profile for each kind of sample; counts of samples are left out where time or memory stands beside them.</summary>
    /// <param name="name">The profile's name.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="RunFormException">It is none, or damaged.</exception>
    public static IReadOnlyList<CodeProfile> Read(string name, RunSource source)
    {
        var bytes = ProfileBytes.Read(source);
        try
        {
            var tables = PprofTables.Read(new CodedInputStream(bytes));
            var kinds = KindsOf(tables);
            var stacks = new Stacks(tables);
            Sum(bytes, stacks, kinds, source.Stop);
            IReadOnlyList<string> remarks = stacks.IsPruned ? [Pruned] : [];
            return [.. kinds.Select(kind =>
                kind.Tally.Profile(name, source.Source, new ProfileKind(Form, kind.Measure, kind.Unit.Name), tables.Duration, remarks))];
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RunFormException(null, $"no whole profile of pprof: {e.Message.TrimEnd('.')}");
        }
    }

    private const int MostKinds = 32; // a count: heaps have four

    private const string Pruned = "frames that the profile itself asks to drop are left out, and their amounts count for the caller";

    private static List<Kind> KindsOf(PprofTables tables)
    {
        if (tables.SampleTypes.Count is 0 or > MostKinds)
        {
            throw new RunFormException(
                null, $"{tables.SampleTypes.Count} kinds of sample in it; expected a profile of pprof, with 1 to {MostKinds}");
        }

        List<Kind> all = [.. tables.SampleTypes.Select(static (type, at) => new Kind(at, type.Type, ProfileUnit.Of(type.Unit)))];
        return all.Exists(static kind => kind.Unit.Name != ProfileUnit.Count)
            ? all.FindAll(static kind => kind.Unit.Name != ProfileUnit.Count)
            : all;
    }

    // The samples stand before the tables that explain them: they are read in a second pass, and never kept.
    private static void Sum(byte[] bytes, Stacks stacks, IReadOnlyList<Kind> kinds, CancellationToken stop)
    {
        var input = new CodedInputStream(bytes);
        List<ulong> locations = [];
        List<long> values = [];
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag != PprofTables.SampleTag)
            {
                input.SkipLastField();
                continue;
            }

            stop.ThrowIfCancellationRequested();
            locations.Clear();
            values.Clear();
            ReadSample(PprofTables.Nested(input), locations, values);
            foreach (var kind in kinds)
            {
                var value = kind.Index < values.Count ? values[kind.Index] : 0;
                if (value < 0)
                {
                    throw new RunFormException(null, "amounts below zero: it is the difference of two profiles; expected a profile");
                }

                if (value > 0)
                {
                    kind.Tally.Add(stacks.Of(locations, kind.Tally), kind.Unit.Times(value));
                }
            }
        }
    }

    private static void ReadSample(CodedInputStream input, List<ulong> locations, List<long> values)
    {
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case 8:
                    locations.Add(input.ReadUInt64());
                    break;
                case 10:
                    for (var packed = PprofTables.Nested(input); !packed.IsAtEnd;)
                    {
                        locations.Add(packed.ReadUInt64());
                    }

                    break;
                case 16:
                    values.Add(input.ReadInt64());
                    break;
                case 18:
                    for (var packed = PprofTables.Nested(input); !packed.IsAtEnd;)
                    {
                        values.Add(packed.ReadInt64());
                    }

                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private sealed record Kind(int Index, string Measure, ProfileUnit Unit)
    {
        public StackTally Tally { get; } = new();
    }

    /// <summary>Turns the locations of a sample into functions, from where the thread begins to the innermost.</summary>
    private sealed class Stacks(PprofTables tables)
    {
        private readonly List<int> _stack = [];

        /// <summary>Whether a frame was left out because the profile asks for it.</summary>
        public bool IsPruned { get; private set; }

        public ReadOnlySpan<int> Of(List<ulong> locations, StackTally tally)
        {
            _stack.Clear();
            var hasKept = false;
            for (var at = locations.Count - 1; at >= 0 && _stack.Count <= StackTally.MostDepth; at--)
            {
                foreach (var frame in tables.FramesOf(locations[at]))
                {
                    if (frame.IsDropped && hasKept)
                    {
                        IsPruned = true;
                        return CollectionsMarshal.AsSpan(_stack);
                    }

                    hasKept |= !frame.IsDropped;
                    _stack.Add(tally.IdOf(frame.Name, frame.File));
                }
            }

            return CollectionsMarshal.AsSpan(_stack);
        }
    }
}
