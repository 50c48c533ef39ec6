using Headroom.Cli.Audits;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

/// <summary>The commit of a working tree, in each form that git gives a repository.</summary>
public sealed class GitCommitTests : IDisposable
{
    private const string Main = "1f0c3a5b7d9e1f2a3b4c5d6e7f8091a2b3c4d5e6", Other = "9e8d7c6b5a49382716051f2e3d4c5b6a79880f1e";

    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_branch_of_a_clone_is_followed_from_a_folder_inside()
    {
        Write("shop/.git/HEAD", "ref: refs/heads/main");
        Write("shop/.git/refs/heads/main", Main);
        Write("shop/src/shop.py", "");

        Of("shop/src").ShouldBe(Main);
    }

    [Fact]
    public void A_packed_branch_is_read_by_its_whole_name()
    {
        Write("shop/.git/HEAD", "ref: refs/heads/main");
        Write("shop/.git/packed-refs", $"# pack-refs with: peeled fully-peeled sorted\n{Other} refs/heads/not/refs/heads/maintained\n{Main} refs/heads/main");

        Of("shop").ShouldBe(Main);
    }

    [Fact]
    public void A_head_without_a_branch_is_the_commit()
    {
        Write("shop/.git/HEAD", Main);

        Of("shop").ShouldBe(Main);
    }

    [Theory]
    [InlineData("refs/heads/feed", Other)]
    [InlineData("packed-refs", $"{Main} refs/heads/main\n{Other} refs/heads/feed")]
    public void A_linked_worktree_is_at_its_own_commit(string file, string holds)
    {
        Write("shop/.git/HEAD", "ref: refs/heads/main");
        Write("shop/.git/refs/heads/main", Main);
        Write($"shop/.git/{file}", holds);
        Write("shop/.git/worktrees/feed/HEAD", "ref: refs/heads/feed");
        Write("shop/.git/worktrees/feed/commondir", "../..");
        Write("feed/.git", $"gitdir: {_place.Sub("shop/.git/worktrees/feed")}");

        Of("feed").ShouldBe(Other);
    }

    [Fact]
    public void A_worktree_that_bisects_has_references_of_its_own()
    {
        Write("shop/.git/worktrees/feed/HEAD", "ref: refs/bisect/bad");
        Write("shop/.git/worktrees/feed/refs/bisect/bad", Other);
        Write("shop/.git/worktrees/feed/commondir", "../..");
        Write("shop/.git/refs/bisect/bad", Main);
        Write("feed/.git", $"gitdir: {_place.Sub("shop/.git/worktrees/feed")}");

        Of("feed").ShouldBe(Other);
    }

    [Fact]
    public void A_worktree_inside_the_clone_is_not_taken_for_the_clone()
    {
        Write("shop/.git/HEAD", Main);
        Write("shop/.git/worktrees/feed/HEAD", Other);
        Write("shop/trees/feed/.git", $"gitdir: {_place.Sub("shop/.git/worktrees/feed")}");

        Of("shop/trees/feed").ShouldBe(Other);
    }

    [Fact]
    public void A_submodule_is_at_its_own_commit()
    {
        Write("shop/.git/HEAD", Main);
        Write("shop/.git/modules/lib/HEAD", "ref: refs/heads/main");
        Write("shop/.git/modules/lib/refs/heads/main", Other);
        Write("shop/lib/.git", "gitdir: ../.git/modules/lib");

        Of("shop/lib").ShouldBe(Other);
    }

    [Fact]
    public void A_branch_without_a_commit_and_a_worktree_that_is_gone_have_none()
    {
        Write("shop/.git/HEAD", "ref: refs/heads/main");
        Write("feed/.git", "gitdir: ../shop/.git/worktrees/feed");

        Of("shop").ShouldBeNull();
        Of("feed").ShouldBeNull();
    }

    private string? Of(string folder) => GitCommit.Of(_place.Sub(folder));

    private void Write(string file, string text)
    {
        var path = _place.Sub(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
