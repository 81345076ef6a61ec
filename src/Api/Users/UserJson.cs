using System.Text.Json.Serialization;
using Agora.Application.Common;
using Agora.Application.Users;

namespace Agora.Api.Users;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UserEndpoints.CreateRequest))]
[JsonSerializable(typeof(UserEndpoints.UpdateRequest))]
[JsonSerializable(typeof(UserEndpoints.UpdateProfileRequest))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(Page<UserView>))]
[JsonSerializable(typeof(ProfileView))]
[JsonSerializable(typeof(UserSuggestions))]
internal sealed partial class UserJson : JsonSerializerContext;
