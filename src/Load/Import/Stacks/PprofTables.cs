using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Headroom.Load.Import.Runs;

namespace Headroom.Load.Import.Stacks;

/// <summary>What the samples of a profile of pprof refer to: kinds, places in the code, functions, names.</summary>
internal sealed class PprofTables
{
    /// <summary>The tag of a sample in the profile's message.</summary>
    public const uint SampleTag = 18;

    private const uint LineTag = 34;

    private static readonly IReadOnlyList<PprofFrame> s_unknown = [new PprofFrame("[unknown]", null, IsDropped: false)];

    /// <summary>Entries of all tables, at most (a count).</summary>
    private const int Most = 1_000_000;

    private readonly List<(long Type, long Unit)> _types = [];
    private readonly Dictionary<ulong, Location> _locations = [];
    private readonly Dictionary<ulong, (long Name, long SystemName, long File)> _functions = [];
    private readonly Dictionary<ulong, long> _mappings = [];
    private readonly List<string> _strings = [];
    private readonly Dictionary<ulong, IReadOnlyList<PprofFrame>> _frames = [];
    private Regex? _dropped;
    private Regex? _kept;

    private PprofTables()
    {
    }

    /// <summary>The kinds of sample: what is measured, in which unit.</summary>
    public IReadOnlyList<(string Type, string Unit)> SampleTypes => [.. _types.Select(type => (TextOf(type.Type), TextOf(type.Unit)))];

    /// <summary>How long the profiler looked; null when the profile does not say.</summary>
    public TimeSpan? Duration { get; private set; }

    /// <summary>Whether bytes are the beginning of a profile: every field is one of it, and a kind of sample is among the first.</summary>
    public static bool Begins(byte[] head)
    {
        var hasKind = false;
        try
        {
            var input = new CodedInputStream(head);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                switch (tag)
                {
                    case 10:
                        var kind = input.ReadBytes();
                        hasKind |= kind.Length is > 1 and <= 12 && kind[0] is 8 or 16;
                        break;
                    case SampleTag or 26 or 34 or 42 or 50 or 90 or 106 or 56 or 64 or 72 or 80 or 96 or 104 or 112 or 120:
                        input.SkipLastField();
                        break;
                    default:
                        return false;
                }
            }

            return hasKind;
        }
        catch (InvalidProtocolBufferException)
        {
            return hasKind; // the beginning ends within a field
        }
    }

    /// <summary>Reads the tables of a profile; its samples are passed over.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no message.</exception>
    /// <exception cref="RunFormException">It holds too much.</exception>
    public static PprofTables Read(CodedInputStream input)
    {
        var tables = new PprofTables();
        var (drop, keep) = (0L, 0L);
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case 10:
                    tables._types.Add(Pair(Nested(input)));
                    break;
                case 26:
                    tables.AddMapping(Nested(input));
                    break;
                case 34:
                    tables.AddLocation(Nested(input));
                    break;
                case 42:
                    tables.AddFunction(Nested(input));
                    break;
                case 50:
                    tables._strings.Add(input.ReadString());
                    break;
                case 56:
                    drop = input.ReadInt64();
                    break;
                case 64:
                    keep = input.ReadInt64();
                    break;
                case 80:
                    tables.Duration = input.ReadInt64() is > 0 and var nanoseconds
                        ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
                        : null;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }

            if (tables._strings.Count + tables._functions.Count + tables._locations.Count + tables._mappings.Count
                + tables._types.Count > Most)
            {
                throw new RunFormException(null, $"more than {Most} names or places in the code; expected a profile of one program");
            }
        }

        (tables._dropped, tables._kept) = (tables.PatternOf(drop), tables.PatternOf(keep));
        return tables;
    }

    /// <summary>The message that stands in a field, as an input of its own.</summary>
    public static CodedInputStream Nested(CodedInputStream input) => input.ReadBytes().CreateCodedInput();

    /// <summary>The functions at a place in the code, the caller first: what was inlined there comes after it.</summary>
    public IReadOnlyList<PprofFrame> FramesOf(ulong location)
    {
        if (!_locations.TryGetValue(location, out var place))
        {
            return s_unknown; // and not kept: a damaged profile may name any number of them
        }

        if (!_frames.TryGetValue(location, out var frames))
        {
            frames = FramesOf(place);
            _frames.Add(location, frames);
        }

        return frames;
    }

    private IReadOnlyList<PprofFrame> FramesOf(Location place) => place.Functions.Count == 0
        ? [Unnamed(place)]
        : [.. place.Functions.AsEnumerable().Reverse().Select(id => FrameOf(id, place))];

    private PprofFrame FrameOf(ulong id, Location place)
    {
        var function = _functions.GetValueOrDefault(id, (-1, -1, -1));
        var name = TextOf(function.Name) is { Length: > 0 } own ? own : TextOf(function.SystemName);
        if (name.Length == 0)
        {
            return Unnamed(place);
        }

        var isDropped = _dropped is not null && _dropped.IsMatch(name) && _kept?.IsMatch(name) != true;
        return new PprofFrame(name, TextOf(function.File) is { Length: > 0 } file ? file : null, isDropped);
    }

    // A library without symbols: its name, or the address.
    private PprofFrame Unnamed(Location place) => new(
        _mappings.TryGetValue(place.Mapping, out var file) && TextOf(file) is { Length: > 0 } path
            ? $"[{path[(path.LastIndexOf('/') + 1)..]}]"
            : string.Create(CultureInfo.InvariantCulture, $"0x{place.Address:x}"),
        null,
        IsDropped: false);

    private string TextOf(long index) => index >= 0 && index < _strings.Count ? _strings[(int)index] : "";

    // The whole name must match. A pattern that would need to go back over a text is not worth the time that a hostile one takes.
    private Regex? PatternOf(long index)
    {
        if (TextOf(index) is not { Length: > 0 } pattern)
        {
            return null;
        }

        try
        {
            return new Regex($"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private void AddMapping(CodedInputStream input)
    {
        var fields = Numbers(input, last: 5);
        _mappings[fields[1]] = (long)fields[5];
    }

    private void AddFunction(CodedInputStream input)
    {
        var fields = Numbers(input, last: 4);
        _functions[fields[1]] = ((long)fields[2], (long)fields[3], (long)fields[4]);
    }

    private void AddLocation(CodedInputStream input)
    {
        List<ulong> functions = [];
        var fields = Numbers(input, last: 3, one =>
        {
            if (functions.Count < StackTally.MostDepth)
            {
                functions.Add(Numbers(one, last: 1)[1]);
            }
        });
        _locations[fields[1]] = new Location(fields[2], fields[3], functions);
    }

    private static (long Type, long Unit) Pair(CodedInputStream input)
    {
        var fields = Numbers(input, last: 2);
        return ((long)fields[1], (long)fields[2]);
    }

    // The fields of a message that are numbers, by field; those that are not there are 0. A location's lines are messages of their own.
    private static ulong[] Numbers(CodedInputStream input, int last, Action<CodedInputStream>? readLine = null)
    {
        var fields = new ulong[last + 1];
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint && field <= last)
            {
                fields[field] = input.ReadUInt64();
            }
            else if (readLine is not null && tag == LineTag)
            {
                readLine(Nested(input));
            }
            else
            {
                input.SkipLastField();
            }
        }

        return fields;
    }

    private sealed record Location(ulong Mapping, ulong Address, IReadOnlyList<ulong> Functions);
}
