using Longhaul.Core.Stores;
using Longhaul.Store.Conformance.Support;

namespace Longhaul.Store.Conformance.Suites;

public abstract class SecretSuite<TFactory> : StoreSuite<TFactory>
    where TFactory : IStoreFactory, new()
{
    private static SecretRef Ref(string name, string tenant = "") => new(tenant, name);

    private static string Token(int number) => Samples.Token(number);

    private async Task<ControlResult> SetAsync(SecretRef secret, int token, string actor = "ann") =>
        (await Store.Secrets.SetAsync(secret, Token(token), actor, Cancel)).Result;

    private async Task<(string Action, string Subject, string? Detail)[]> AuditAsync() =>
        [.. (await Store.Audit.ListAsync(20, null, Cancel)).Reverse().Select(record => (record.Entry.Action, record.Entry.Subject, record.Entry.Detail))];

    [Fact]
    public async Task Secrets_are_listed_by_tenant_and_name_with_who_set_them_last_and_when()
    {
        await SetAsync(Ref("B"), 1);
        Pass(1);
        await SetAsync(Ref("A", "ä z"), 2, "bob");
        Pass(1);
        await SetAsync(Ref("a"), 3, "cid");
        await SetAsync(Ref("A"), 4, "dan");
        var first = Clock.GetUtcNow();
        Pass(1);
        (await SetAsync(Ref("B"), 5, "eve")).ShouldBe(ControlResult.Done);
        var all = await Store.Secrets.ListAsync(10, null, Cancel);
        all.Select(secret => (secret.Secret, secret.SetBy)).ShouldBe(
            [(Ref("A"), "dan"), (Ref("B"), "eve"), (Ref("a"), "cid"), (Ref("A", "ä z"), "bob")]);
        all.Select(secret => (first - secret.SetAt).TotalSeconds).ShouldBe([0, -1, 0, 1]);
    }

    [Fact]
    public async Task A_listing_goes_on_behind_the_last_one()
    {
        foreach (var secret in (SecretRef[])[Ref("A"), Ref("B"), Ref("A", "t"), Ref("B", "t"), Ref("A", "u")])
        {
            await SetAsync(secret, 1);
        }

        (await Store.Secrets.ListAsync(3, null, Cancel)).Select(secret => secret.Secret).ShouldBe([Ref("A"), Ref("B"), Ref("A", "t")]);
        (await Store.Secrets.ListAsync(3, Ref("A", "t"), Cancel)).Select(secret => secret.Secret).ShouldBe([Ref("B", "t"), Ref("A", "u")]);
        (await Store.Secrets.ListAsync(3, Ref("A", "u"), Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tokens_are_found_by_tenant_and_name_and_one_tenant_gets_none_of_another()
    {
        await SetAsync(Ref("A"), 1);
        await SetAsync(Ref("A", "t"), 2);
        await SetAsync(Ref("B", "u"), 3);
        (await Store.Secrets.FindAsync([Ref("B"), Ref("A", "t"), Ref("B", "t"), Ref("A"), Ref("A"), Ref("a")], Cancel))
            .ShouldBe([new SecretToken(Ref("A"), Token(1)), new SecretToken(Ref("A", "t"), Token(2))]);
        (await Store.Secrets.FindAsync([], Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<RefusedException>(() => Store.Secrets.FindAsync([.. Enumerable.Range(0, 1_001).Select(i => Ref($"A{i}"))], Cancel));
    }

    [Fact]
    public async Task The_same_token_once_more_changes_nothing_and_what_is_removed_is_gone()
    {
        await SetAsync(Ref("A", "t"), 1);
        (await SetAsync(Ref("A", "t"), 1, "bob")).ShouldBe(ControlResult.Unchanged);
        (await Store.Secrets.RemoveAsync(Ref("A"), "cid", Cancel)).Result.ShouldBe(ControlResult.NotFound);
        (await Store.Secrets.RemoveAsync(Ref("A", "t"), "cid", Cancel)).Result.ShouldBe(ControlResult.Done);
        (await Store.Secrets.RemoveAsync(Ref("A", "t"), "cid", Cancel)).Result.ShouldBe(ControlResult.NotFound);
        (await Store.Secrets.ListAsync(10, null, Cancel)).ShouldBeEmpty();
        (await AuditAsync()).ShouldBe([("SECRET_SET", "secret A of tenant t", null), ("SECRET_REMOVED", "secret A of tenant t", null)]);
    }

    [Fact]
    public async Task Rotation_changes_only_tokens_that_are_as_the_caller_knows_them_and_keeps_who_set_them()
    {
        await SetAsync(Ref("A"), 1);
        await SetAsync(Ref("B", "t"), 2);
        await SetAsync(Ref("C"), 3);
        Pass(60);
        SecretRotation[] rotations =
            [new(Ref("B", "t"), Token(2), Token(12)), new(Ref("C"), Token(9), Token(13)), new(Ref("A"), Token(1), Token(11)), new(Ref("D"), Token(4), Token(14))];
        (await Store.Secrets.RotateAsync(rotations, "bob", Cancel)).ShouldBe(2);
        (await Store.Secrets.RotateAsync(rotations, "bob", Cancel)).ShouldBe(0);
        (await Store.Secrets.FindAsync([Ref("A"), Ref("B", "t"), Ref("C"), Ref("D")], Cancel)).Select(secret => secret.Token)
            .ShouldBe([Token(11), Token(3), Token(12)]);
        (await Store.Secrets.ListAsync(10, null, Cancel)).ShouldAllBe(secret => secret.SetBy == "ann" && secret.SetAt == Clock.GetUtcNow().AddMinutes(-1));
        (await AuditAsync()).Last().ShouldBe(("SECRETS_ROTATED", "2 secrets", "A, B of tenant t"));
        (await AuditAsync()).Length.ShouldBe(4);
    }

    [Fact]
    public async Task A_secret_set_while_others_are_rotated_is_never_lost()
    {
        for (var round = 0; round < 20; round++)
        {
            await SetAsync(Ref("A"), 1);
            await SetAsync(Ref("B"), 2);
            SecretRotation[] there = [new(Ref("A"), Token(1), Token(11)), new(Ref("B"), Token(2), Token(12))];
            await Task.WhenAll(
                Task.Run(() => Store.Secrets.RotateAsync(there, "ann", Cancel), Cancel),
                Task.Run(() => Store.Secrets.RotateAsync([there[1], there[0]], "bob", Cancel), Cancel),
                Task.Run(() => SetAsync(Ref("A"), 5), Cancel));
            (await Store.Secrets.FindAsync([Ref("A"), Ref("B")], Cancel)).Select(secret => secret.Token).ShouldBe([Token(5), Token(12)]);
        }
    }

    [Fact]
    public async Task What_is_no_token_or_no_name_is_refused_without_showing_it()
    {
        const string Plain = "hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2-hunter2";
        foreach (var wrong in (string[])["", Plain, "gAAAA" + Plain + " ", Token(1) + "=", "gAAAA", Token(1) + new string('A', 90_000)])
        {
            var reply = await Store.Secrets.SetAsync(Ref("A"), wrong, "ann", Cancel);
            reply.Result.ShouldBe(ControlResult.Refused);
            reply.Message!.ShouldNotContain("hunter2");
            await Should.ThrowAsync<RefusedException>(() => Store.Secrets.RotateAsync([new SecretRotation(Ref("A"), Token(1), wrong)], "ann", Cancel));
        }

        foreach (var name in (string[])["", "1A", "A-B", "ä", "A B", "LONGHAUL_X", new string('A', 101)])
        {
            (await SetAsync(Ref(name), 1)).ShouldBe(ControlResult.Refused);
        }

        (await SetAsync(Ref("A", "t\n"), 1)).ShouldBe(ControlResult.Refused);
        (await SetAsync(Ref("A", new string('t', 201)), 1)).ShouldBe(ControlResult.Refused);
        (await SetAsync(Ref(new string('A', 100), new string('t', 200)), 1)).ShouldBe(ControlResult.Done);
        (await Store.Secrets.ListAsync(10, null, Cancel)).ShouldHaveSingleItem();
        (await AuditAsync()).ShouldHaveSingleItem();
    }
}
