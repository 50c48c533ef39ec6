using System.Text;
using Headroom.Cli.Databases;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class WorkloadFileTests
{
    private const string Sql = "SELECT 'größer';\n";

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void Utf8_and_marked_utf16_are_read(string name, bool isMarked)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] mark = isMarked ? encoding.GetPreamble() : [];

        WorkloadFile.Decode([.. mark, .. encoding.GetBytes(Sql)]).ShouldBe((Sql, null));
    }

    [Fact]
    public void Other_bytes_are_refused_with_the_place_of_the_first() =>
        WorkloadFile.Decode([.. "SELECT 1;\n"u8, .. Encoding.Latin1.GetBytes(Sql)])
            .ShouldBe((null, "line 2, column 11: the byte 0xF6 is no UTF-8; expected a file in UTF-8"));
}
