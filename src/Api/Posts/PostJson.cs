using System.Text.Json;
using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Posts;

namespace Agora.Api.Posts;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PostEndpoints.CreateRequest))]
[JsonSerializable(typeof(PostEndpoints.UpdateRequest))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(JsonElement?))]
[JsonSerializable(typeof(PostView))]
[JsonSerializable(typeof(Page<PostSummary>))]
[JsonSerializable(typeof(Page<PostTitle>))]
[JsonSerializable(typeof(PostTitles))]
[JsonSerializable(typeof(Page<DeletedPost>))]
[JsonSerializable(typeof(FoundPosts))]
[JsonSerializable(typeof(Page<TagCount>))]
[JsonSerializable(typeof(HybridResults))]
[JsonSerializable(typeof(SimilarPosts))]
[JsonSerializable(typeof(TitleSuggestions))]
[JsonSerializable(typeof(Trending))]
internal sealed partial class PostJson : JsonSerializerContext;
