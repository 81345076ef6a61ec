using System.Text.Json;
using Agora.Domain.Common;

namespace Agora.Domain.Tests.Common;

public sealed class StorableJsonTests
{
    [Theory]
    [InlineData("""{"a":[1,"x",true,null,{"b":-1.5}]}""")]
    [InlineData("1e308")]
    [InlineData("-1.7e308")]
    [InlineData("1e-16383")]
    [InlineData("1.5e-16382")]
    [InlineData("15E-16383")]
    [InlineData("1.5e+3")]
    [InlineData("0")]
    public void What_PostgreSQL_stores_is_taken(string json) => Find(json).ShouldBeNull();

    [Theory]
    [InlineData("""{"a":["x","\u0000"]}""", "$.a[1]")]
    [InlineData("""{"a":{"b":"\ud800"}}""", "$.a.b")]
    [InlineData("""{"a":{"\u0000":1}}""", "$.a")]
    [InlineData("""{"\ud800":1}""", "$")]
    [InlineData("\"\\udc00\"", "$")]
    public void Text_that_it_cannot_hold_is_named_by_its_place(string json, string path) =>
        Find(json).ShouldBe(new UnstorableJson(path, StorableJson.TextReason));

    [Theory]
    [InlineData("1e309")]
    [InlineData("-1e309")]
    [InlineData("1e-16384")]
    [InlineData("1.5e-16383")]
    [InlineData("1.25E-16382")]
    [InlineData("0e-2147483649")]
    public void A_number_is_as_large_and_as_exact_as_numeric(string number)
    {
        Find(number).ShouldBe(new UnstorableJson("$", StorableJson.NumberReason));
        Find($"[0,{number}]").ShouldBe(new UnstorableJson("$[1]", StorableJson.NumberReason));
    }

    [Fact]
    public void Decimals_are_counted_where_they_are_written_out()
    {
        Find($"0.{new string('0', 16_382)}1").ShouldBeNull();
        Find($"0.{new string('0', 16_383)}1").ShouldNotBeNull();
        Find($"1{new string('0', 300)}.5").ShouldBeNull();
    }

    [Theory]
    [InlineData("1", 0, null)]
    [InlineData("[]", 0, null)]
    [InlineData("[1]", 0, "$[0]")]
    [InlineData("[[1]]", 1, "$[0][0]")]
    [InlineData("""{"a":[1]}""", 1, "$.a[0]")]
    [InlineData("""{"a":{"b":1}}""", 2, null)]
    public void Nests_as_deep_as_it_may(string json, int depth, string? path)
    {
        var found = StorableJson.Find(JsonDocument.Parse(json).RootElement, depth);

        (found?.Path).ShouldBe(path);
        (found?.Reason).ShouldBe(path is null ? null : $"Must be at most {depth} levels deep.");
    }

    private static UnstorableJson? Find(string json) => StorableJson.Find(JsonDocument.Parse(json).RootElement);
}
