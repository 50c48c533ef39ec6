using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Headroom.Collect.Postgres.Logs;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

/// <summary>The fast normaliser and Model's are one: what they disagree about would be two statements in one audit.</summary>
public sealed class StatementBytesTests
{
    private static readonly string[] Pieces =
    [
        "SELECT", "select", " ", "\n", "\t", "\u00a0", "\u0085", "\u001f", ",", "(", ")", "?", "??", ";", "$1", "$12", "$", "$$a$$", "$t$ b $t$", "$tä$x$tä$", "'a'", "'it''s'", "'",
        "E'\\''", "e'\\\\'", "n'x'", "B'01'", "x'ff'", "U&'d'", "\"A\"", "\"a\"\"b\"", "\"", "\"ä\"", "--c\n", "--", "/*", "*/", "/* /* x */ */", "1", "1.5e-3", ".5", "1e", "0x1F",
        "1_000", "a.b", "ä", "É", "İ", "日本", "_x$1", "+", "-", "*", "/", "->>", "::", "@>", "=", "<", "\0", "\\", "[", "]", "😀", "( ? )", "(1,2),(3,4)", "IN (1, 2, 3)", "e", "b", "n",
    ];

    [Theory]
    [InlineData("SELECT * FROM t WHERE id IN (1, 2,3) AND name = 'it''s' -- x")]
    [InlineData("INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4);;")]
    [InlineData("select a ?| array[$1], b ? 'x', c ?, ? from t")]
    [InlineData("SELECT \"Größe\" FROM übersicht WHERE Ä = 'ö'")]
    [InlineData("SELECT E'a\\'b', U&'d', x'1F', $f$body$f$, 1e-5, .5, 1.5E+10, 0x1f, 1_000")]
    [InlineData("/* a /* b */ c */ SELECT - -1, 5--3\n, a*/* x */b")]
    [InlineData("SELECT 'never closed")]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("?,?")]
    public void Both_normalise_alike(string sql) => Alike(sql).ShouldBeTrue();

    [Fact]
    public void Both_normalise_alike_whatever_the_text() => Prop.ForAll<string>(text => Alike(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Both_normalise_alike_whatever_the_pieces() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(static pieces => string.Concat(pieces)).ToArbitrary(), static text => Alike(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(40));

    [Fact]
    public void The_identity_is_Models()
    {
        const string sql = "SELECT * FROM t WHERE id = 42";

        StatementBytes.IdOf(new StatementBytes().Normalise(Encoding.UTF8.GetBytes(sql))).ShouldBe(StatementText.IdOf(sql));
    }

    private static bool Alike(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var expected = StatementText.Normalise(Encoding.UTF8.GetString(bytes));
        var made = Encoding.UTF8.GetString(new StatementBytes().Normalise(bytes));
        return made == expected ? true : throw new InvalidOperationException($"of '{text}'\n  Model: {expected}\n  bytes: {made}");
    }
}
