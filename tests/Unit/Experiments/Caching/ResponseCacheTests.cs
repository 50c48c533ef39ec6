using Headroom.Experiments.Caching;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Caching;

public sealed class ResponseCacheTests
{
    private readonly ManualTime _time = new();
    private readonly ResponseCache _cache;
    private int _asked;

    public ResponseCacheTests() => _cache = new ResponseCache(TimeSpan.FromSeconds(10), _time);

    [Fact]
    public async Task The_same_request_is_answered_without_asking_until_its_time_is_over()
    {
        await GetAsync("/top");
        _time.Advance(TimeSpan.FromSeconds(9.9));
        await GetAsync("/top");
        _asked.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await GetAsync("/top");
        _asked.ShouldBe(2);
        _cache.Counts.ShouldBe(new CacheCounts(Hits: 1, Misses: 2, Unkept: 0, Dropped: 0));
    }

    [Theory]
    [InlineData("/top?page=2", "Accept", "a")]
    [InlineData("/top", "Accept", "b")]
    [InlineData("/top", "Authorization", "a")]
    public async Task Another_query_or_header_is_another_request(string path, string header, string value)
    {
        await GetAsync("/top", ("Accept", "a"));
        await GetAsync(path, (header, value));

        _asked.ShouldBe(2);
    }

    [Fact]
    public async Task Requests_at_once_wait_for_the_first()
    {
        var arrives = new TaskCompletionSource<Reply>();
        var first = _cache.GetAsync(Request("/top"), () => arrives.Task);
        var second = GetAsync("/top");
        second.IsCompleted.ShouldBeFalse();

        arrives.SetResult(Reply("kept"));

        (await second).ShouldBeSameAs(await first);
        _asked.ShouldBe(0);
        _cache.Counts.ShouldBe(new CacheCounts(1, 1, 0, 0));
    }

    [Fact]
    public async Task Those_who_waited_for_an_answer_that_may_not_be_kept_ask_for_themselves()
    {
        var arrives = new TaskCompletionSource<Reply>();
        var first = _cache.GetAsync(Request("/top"), () => arrives.Task);
        var second = GetAsync("/top");

        arrives.SetResult(Reply("mine", ("Set-Cookie", "me")));

        (await second).ShouldNotBeSameAs(await first);
        _asked.ShouldBe(1);
        _cache.Counts.Hits.ShouldBe(0);
    }

    [Fact]
    public async Task A_failure_is_not_kept_and_holds_nobody_up()
    {
        await Should.ThrowAsync<IOException>(() => _cache.GetAsync(Request("/top"), () => throw new IOException("gone")));

        await GetAsync("/top");
        await GetAsync("/top");
        _asked.ShouldBe(1);
    }

    [Theory]
    [InlineData("/clips/5/votes", true)]
    [InlineData("/clips/5", true)]
    [InlineData("/clips?fast=1", true)]
    [InlineData("/", true)]
    [InlineData("/clips/6/votes", false)]
    [InlineData("/clip", false)]
    [InlineData("/search", false)]
    public async Task A_write_drops_what_lies_at_its_path_above_and_below(string written, bool drops)
    {
        await GetAsync("/clips/5?full=1");

        _cache.Drop(written);

        await GetAsync("/clips/5?full=1");
        _asked.ShouldBe(drops ? 2 : 1);
        _cache.Counts.Dropped.ShouldBe(drops ? 1 : 0);
    }

    [Fact]
    public async Task An_answer_that_a_write_overtook_is_not_kept()
    {
        var arrives = new TaskCompletionSource<Reply>();
        var old = _cache.GetAsync(Request("/top"), () => arrives.Task);
        _cache.Drop("/top");
        arrives.SetResult(Reply("old"));
        await old;

        await GetAsync("/top");

        _asked.ShouldBe(1);
    }

    [Theory]
    [InlineData(200, "Cache-Control", "public, max-age=60", true)]
    [InlineData(200, "Vary", "Accept-Encoding", true)]
    [InlineData(200, "Cache-Control", "no-store", false)]
    [InlineData(200, "Cache-Control", "Private, max-age=60", false)]
    [InlineData(200, "cache-control", "max-age=0", false)]
    [InlineData(200, "Vary", "*", false)]
    [InlineData(200, "Set-Cookie", "a=b", false)]
    [InlineData(203, "Date", "today", false)]
    [InlineData(404, "Date", "today", false)]
    public void Only_an_answer_that_does_not_forbid_it_is_kept(int status, string header, string value, bool kept) =>
        CacheRules.MayKeep(Reply("body", (header, value)) with { Status = status }).ShouldBe(kept);

    [Fact]
    public void An_answer_that_is_not_whole_is_not_kept() => CacheRules.MayKeep(Reply("body") with { BodyBytes = 5 }).ShouldBeFalse();

    private Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => _cache.GetAsync(Request(path, headers), () =>
    {
        _asked++;
        return Task.FromResult(Reply("body"));
    });

    private static RenderedRequest Request(string path, params (string Name, string Value)[] headers) => new()
    {
        Method = "GET",
        PathAndQuery = path,
        Endpoint = $"GET {path}",
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
    };

    private static Reply Reply(string body, params (string Name, string Value)[] headers) => new()
    {
        Status = 200,
        Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))],
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        BodyBytes = body.Length,
    };
}
