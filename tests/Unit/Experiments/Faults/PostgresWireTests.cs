using System.Buffers.Binary;
using System.Text;
using Headroom.Experiments.Faults;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Faults;

public sealed class PostgresWireTests
{
    [Fact]
    public void An_error_is_written_as_the_manual_says()
    {
        var bytes = PostgresError.AdminShutdown.ToBytes();

        bytes[0].ShouldBe((byte)'E');
        BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)).ShouldBe(bytes.Length - 1);
        Encoding.ASCII.GetString(bytes.AsSpan(5)).ShouldBe("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0");
    }

    [Theory]
    [InlineData("5A0000000549", true)]
    [InlineData("430000000D53454C454354203100" + "5A0000000554", true)]
    [InlineData("5A0000000545", true)]
    [InlineData("5A0000000558", false)]
    [InlineData("430000000D53454C454354203100", false)]
    [InlineData("49", false)]
    public void Between_two_answers_the_stream_ends_with_ready_for_query(string hex, bool expected)
    {
        var bytes = Convert.FromHexString(hex);

        PostgresWire.IsBetweenAnswers(PostgresWire.Tail(0, bytes)).ShouldBe(expected);
        PostgresWire.IsBetweenAnswers(bytes.Aggregate(0UL, (tail, one) => PostgresWire.Tail(tail, [one]))).ShouldBe(expected, "byte by byte");
    }

    [Theory]
    [InlineData("57P01", null)]
    [InlineData("5701", "code")]
    [InlineData("57p01", "code")]
    public void A_code_is_a_sqlstate(string code, string? mistake)
    {
        var said = new PostgresError(code, "x").Mistake;

        (said is null).ShouldBe(mistake is null);
    }
}
