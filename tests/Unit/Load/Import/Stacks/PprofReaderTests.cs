using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Stacks;

public partial class PprofReaderTests
{
    [Theory]
    [InlineData("cpu", "cpu", "nanoseconds", "full.cpu.cpu.txt")]
    [InlineData("heap", "alloc_space", "bytes", "full.heap.alloc_space.txt")]
    [InlineData("heap", "inuse_space", "bytes", "full.heap.inuse_space.txt")]
    [InlineData("goroutine", "goroutine", "count", "full.goroutine.goroutine.txt")]
    [InlineData("mutex", "delay", "nanoseconds", "full.mutex.delay.txt")]
    public void Every_function_has_the_amounts_that_go_tool_pprof_prints(string file, string measure, string unit, string oracle)
    {
        var profile = ProfileFiles.Read($"{file}.pb", ProfileFiles.Bytes(file)).Single(one => one.Measure == measure);

        profile.Unit.ShouldBe(unit);
        var told = Told(oracle);
        told.Count.ShouldBeGreaterThan(5);
        profile.Functions.Select(function => (function.Name, function.Own, function.Cumulative)).Where(function => told.ContainsKey(function.Name))
            .ShouldBe(told.Select(line => (line.Key, line.Value.Own, line.Value.Cumulative)), ignoreOrder: true);
        profile.Functions.Sum(function => function.Own).ShouldBeInRange(profile.Total - 1, profile.Total, "one goroutine has no stack");
    }

    [Fact]
    public void The_profile_of_the_processor_says_how_long_it_looked_and_its_tree_adds_up()
    {
        var profile = ProfileFiles.Read("cpu.pb", ProfileFiles.Bytes("cpu")).ShouldHaveSingleItem();

        (profile.Form, profile.Total).ShouldBe(("pprof", 6_160_000_000L));
        profile.Duration!.Value.TotalSeconds.ShouldBe(8.1, 0.01);
        profile.Calls[0].ShouldBe(new ProfileCall(0, "all", profile.Total));
        profile.Calls.Where(call => call.Depth == 1).Sum(call => call.Value).ShouldBeInRange((long)(0.98 * profile.Total), profile.Total);
        for (var at = 1; at < profile.Calls.Count; at++)
        {
            profile.Calls[at].Depth.ShouldBeInRange(1, profile.Calls[at - 1].Depth + 1, "a call stands below its caller");
        }
    }

    [Fact]
    public void What_the_profile_asks_to_drop_counts_for_its_caller()
    {
        var profile = PprofReader.Read("p", Source(Message(drop: "alloc.*"))).ShouldHaveSingleItem();

        profile.Functions.Select(function => (function.Name, function.Own, function.Cumulative)).ShouldBe([("main", 7L, 7L)]);
        profile.Remarks.ShouldHaveSingleItem().ShouldContain("asks to drop");
        PprofReader.Read("p", Source(Message(drop: ""))).ShouldHaveSingleItem()
            .Functions.Select(function => (function.Name, function.Own)).ShouldBe([("allocate", 7L), ("main", 0L)]);
        PprofReader.Read("p", Source(Message(drop: "(alloc.*"))).ShouldHaveSingleItem().Total.ShouldBe(7, "a pattern that is none drops nothing");
    }

    [Fact]
    public void What_the_profile_asks_to_drop_stays_where_nothing_else_called_it()
    {
        var profile = PprofReader.Read("p", Source(Message(drop: "main|alloc.*"))).ShouldHaveSingleItem();

        profile.Functions.Select(function => (function.Name, function.Own)).ShouldBe([("allocate", 7L), ("main", 0L)]);
        profile.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void The_difference_of_two_profiles_is_refused() =>
        Should.Throw<RunFormException>(() => PprofReader.Read("p", Source(Message(drop: "", value: -1)))).Message.ShouldContain("difference of two profiles");

    private static RunSource Source(byte[] bytes) => new("p.pb", new MemoryStream(bytes), CancellationToken.None);

    // Two functions, main and what it calls, one sample; unpacked numbers, as protobuf also allows.
    private static byte[] Message(string drop, long value = 7)
    {
        string[] strings = ["", "space", "bytes", "main", "allocate", drop];
        using var bytes = new MemoryStream();
        var output = new CodedOutputStream(bytes, leaveOpen: true);
        Nested(output, 10, inner => Numbers(inner, (8, 1), (16, 2)));
        Nested(output, 18, inner => Numbers(inner, (8, 2), (8, 1), (16, value)));
        Nested(output, 34, inner =>
        {
            Numbers(inner, (8, 1));
            Nested(inner, 34, line => Numbers(line, (8, 1)));
        });
        Nested(output, 34, inner =>
        {
            Numbers(inner, (8, 2));
            Nested(inner, 34, line => Numbers(line, (8, 2)));
        });
        Nested(output, 42, inner => Numbers(inner, (8, 1), (16, 3)));
        Nested(output, 42, inner => Numbers(inner, (8, 2), (16, 4)));
        foreach (var text in strings)
        {
            output.WriteRawTag(50);
            output.WriteString(text);
        }

        Numbers(output, (56, 5));
        output.Flush();
        return bytes.ToArray();
    }

    private static void Numbers(CodedOutputStream output, params (byte Tag, long Value)[] fields)
    {
        foreach (var (tag, value) in fields)
        {
            output.WriteRawTag(tag);
            output.WriteInt64(value);
        }
    }

    private static void Nested(CodedOutputStream output, byte tag, Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        var inner = new CodedOutputStream(bytes, leaveOpen: true);
        write(inner);
        inner.Flush();
        output.WriteRawTag(tag);
        output.WriteBytes(ByteString.CopyFrom(bytes.ToArray()));
    }

    private static Dictionary<string, (long Own, long Cumulative)> Told(string oracle) => File.ReadLines(ProfileFiles.PathOf(oracle))
        .Select(static line => Line().Match(line)).Where(static line => line.Success)
        .ToDictionary(static line => Inlined().Replace(line.Groups["name"].Value, ""), static line => (Amount(line, "own"), Amount(line, "cum")), StringComparer.Ordinal);

    private static long Amount(Match line, string group) => long.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(?<own>\d+)(ns|B)? +[\d.]+% +[\d.]+% +(?<cum>\d+)(ns|B)? +[\d.]+% +(?<name>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Line();

    [GeneratedRegex(@" \((partial-)?inline\)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Inlined();
}
