using FsCheck;
using FsCheck.Fluent;
using Headroom.Load.Import.Runs;
using Headroom.Load.Import.Runs.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

/// <summary>Whatever became of a file, it is read or refused with a reason; <c>HEADROOM_FUZZ</c> tells how often it is tried.</summary>
public class K6FuzzTests
{
    // Of the streams their beginning is enough: the metrics' definitions stand there.
    private const int MostBytes = 40_000;

    private static readonly int s_tries = int.TryParse(Environment.GetEnvironmentVariable("HEADROOM_FUZZ"), out var tries) ? tries : 300;

    private static readonly byte[][] s_words =
    [
        [], "\""u8.ToArray(), "\n"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(), "-1"u8.ToArray(),
        "1e999"u8.ToArray(), "NaN"u8.ToArray(), "null"u8.ToArray(), "99999999999999999999"u8.ToArray(), "\\ud800"u8.ToArray(), "\\"u8.ToArray(),
        [0xFF, 0xFE], [0], "\u001B["u8.ToArray(), "█ "u8.ToArray(), "✗ "u8.ToArray(), "↳"u8.ToArray(), "=..."u8.ToArray(), "...: "u8.ToArray(), "%"u8.ToArray(),
        "{\"ok\":1}"u8.ToArray(), "0001-01-01T00:00:00+14:00"u8.ToArray(), "9999-12-31T23:59:59-14:00"u8.ToArray(), "\"p(95)<\""u8.ToArray(),
    ];

    public static TheoryData<string> Names { get; } = [.. K6Files.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_change_ends_in_a_run_or_in_a_reason(string name)
    {
        var content = K6Files.Bytes(name);
        var whole = content.AsSpan(0, Math.Min(content.Length, MostBytes)).ToArray();
        Prop.ForAll(
            Mutations.ToArbitrary(),
            mutations =>
            {
                var bytes = whole;
                foreach (var (at, length, word) in mutations)
                {
                    var start = (int)((long)at * bytes.Length / int.MaxValue);
                    bytes = [.. bytes[..start], .. word, .. bytes[Math.Min(bytes.Length, start + length)..]];
                }

                // Every reader may be asked for every file: its beginning can lie.
                foreach (var form in K6Forms.All)
                {
                    Try(form, name, bytes);
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(s_tries));
    }

    [Fact]
    public void Any_bytes_end_in_a_run_or_in_a_reason() => Prop.ForAll(
        Arb.From(ArbMap.Default.GeneratorFor<byte[]>()),
        static bytes =>
        {
            foreach (var form in K6Forms.All)
            {
                Try(form, "noise", bytes);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(s_tries));

    private static void Try(RunForm form, string name, byte[] bytes)
    {
        try
        {
            var run = form.Read(K6Files.Source(name, new MemoryStream(bytes)));
            (run.DurationS is null or > 0 && run.Requests is null or >= 0).ShouldBeTrue();
        }
        catch (RunFormException e)
        {
            (e.Message.Length > 10 && e.Line is null or >= 1).ShouldBeTrue();
        }
    }

    private static Gen<List<(int At, int Length, byte[] Word)>> Mutations =>
        from first in Mutation
        from others in Gen.ListOf(Mutation, 2)
        from several in Gen.Elements(true, false)
        select (List<(int, int, byte[])>)(several ? [first, .. others] : [first]);

    private static Gen<(int At, int Length, byte[] Word)> Mutation =>
        from at in Gen.Choose(0, int.MaxValue - 1)
        from length in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, 40), Gen.Choose(0, MostBytes))
        from word in Gen.Elements(s_words)
        select (at, length, word);
}
